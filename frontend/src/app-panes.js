/* On a phone only one pane is seen: the one that was filled last, or the one asked for. */
class AppPanes extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:after:swap", (event) => {
      const pane = event.target instanceof Element && event.target.closest(".pane-main, .pane-aside");
      if (pane && event.detail?.ctx?.request?.method === "GET" && event.detail.ctx.sourceElement?.matches?.("a")) {
        this.show(pane.matches(".pane-aside") ? "aside" : "main");
      }
    });
    this.addEventListener("click", (event) => {
      const asked = event.target.closest("[data-show-pane]");
      if (!asked) return;
      if (asked.matches("a")) {
        // The way back is shown on phones only, where the list is still there, behind.
        event.preventDefault();
      }
      this.show(asked.dataset.showPane);
    });
  }

  show(pane) {
    this.dataset.show = pane === this.dataset.show && pane === "aside" ? "main" : pane;
  }
}
customElements.define("app-panes", AppPanes);
