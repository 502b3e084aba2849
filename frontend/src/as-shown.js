/* `form[data-as-shown]` asks as the page around it asks by now, which filters may have changed. */
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest("[data-as-shown]");
    if (form) form.action = form.action.split("?")[0] + location.search;
  },
  true,
);
