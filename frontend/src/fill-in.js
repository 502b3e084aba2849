/* `[data-fills=name]` puts its value into that field of the form around it. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fills]");
  const field = button?.closest("form")?.elements[button.dataset.fills];
  if (!field) return;
  field.value = button.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
