/* What is told in passing goes by itself; problems and ways back stay longer. */
const LASTS = { error: 15000, undo: 12000, other: 6000 };

class ToastStack extends HTMLElement {
  connectedCallback() {
    [...this.children].forEach((toast) => this.start(toast));
    this.watcher = new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) if (node instanceof HTMLElement) this.start(node);
    });
    this.watcher.observe(this, { childList: true });
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
  }

  start(toast) {
    toast.addEventListener("click", (event) => {
      if (event.target.closest("[data-reload]")) location.reload();
      if (event.target.closest("[data-dismiss]")) toast.remove();
    });
    toast.addEventListener("htmx:after:request", () => toast.remove());
    if (toast.matches(".toast-error") && this.moveIntoDialog(toast)) return;
    const kind = toast.matches(".toast-error") ? "error" : toast.querySelector("form") ? "undo" : "other";
    const wait = () => {
      // Whoever reads or reaches for it needs more time.
      if (toast.matches(":hover, :focus-within") || document.hidden) setTimeout(wait, 2000);
      else toast.remove();
    };
    setTimeout(wait, LASTS[kind]);
  }

  /* Outside of an open dialog nothing can be read or reached: what was refused is told in it. */
  moveIntoDialog(toast) {
    const dialog = document.querySelector("dialog:modal");
    if (!dialog) return false;
    dialog.querySelectorAll(".toast-box").forEach((earlier) => earlier.remove());
    (dialog.querySelector(".dialog-body") ?? dialog).prepend(toast);
    return true;
  }
}
customElements.define("toast-stack", ToastStack);
