/* On a phone only one pane is seen: the one that was filled last, or the one asked for. */
class AppPanes extends HTMLElement {
  connectedCallback() {
    this.onSwap = (event) => {
      const { sourceElement: source, target } = event.detail?.ctx ?? {};
      const cameFromList = source instanceof Element && source.matches("a") && source.closest(".pane-list");
      if (cameFromList && !(target instanceof Element && target.closest(".pane-list"))) this.show("main");
    };
    document.addEventListener("htmx:after:swap", this.onSwap);
    this.addEventListener("click", (event) => {
      const asked = event.target.closest("[data-show-pane]");
      if (!asked) return;
      // The way back is a link for whoever has no scripts; here the list is still there, behind.
      if (asked.matches("a")) event.preventDefault();
      this.show(asked.dataset.showPane);
    });
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.onSwap);
  }

  show(pane) {
    this.dataset.show = pane === this.dataset.show && pane === "aside" ? "main" : pane;
  }
}
customElements.define("app-panes", AppPanes);
