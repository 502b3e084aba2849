/* Says so on the page when a key did not answer, or somebody changed their mind. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const each of document.querySelectorAll("[data-passkey-problem]")) each.hidden = false;
});
