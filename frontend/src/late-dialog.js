/* A dialog whose content comes from the server: filled by htmx, it opens; told so, it closes. */
class LateDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    // htmx tells whoever asked, not what was filled.
    document.addEventListener("htmx:after:swap", (event) => {
      const target = event.detail?.ctx?.target;
      if (!(target instanceof Element && dialog.contains(target))) return;
      const title = dialog.querySelector("h2[id]");
      if (title) dialog.setAttribute("aria-labelledby", title.id);
      if (dialog.open) return;
      dialog.showModal();
      dialog.querySelector("[autofocus], .dialog-body :is(input, select, textarea):not([type=hidden])")?.focus();
    });
    document.addEventListener("close-dialog", () => dialog.close());
    dialog.addEventListener("close", () => dialog.querySelector("#modal-body")?.replaceChildren());
  }
}
customElements.define("late-dialog", LateDialog);

if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (button?.getAttribute("command") === "show-modal") dialog?.showModal();
    if (button?.getAttribute("command") === "close") dialog?.close();
  });
}
