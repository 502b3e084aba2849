/* Keeps the newest in sight while somebody is at the end, and stays put while they read above. */
class StickBottom extends HTMLElement {
  connectedCallback() {
    this.pane = this.closest(".scroll") ?? this;
    this.isAtEnd = true;
    this.pane.addEventListener("scroll", () => {
      this.isAtEnd = this.pane.scrollHeight - this.pane.scrollTop - this.pane.clientHeight < 80;
    }, { passive: true });
    this.watcher = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    this.watcher.observe(this);
    this.toEnd();
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
  }

  toEnd() {
    this.pane.scrollTop = this.pane.scrollHeight;
  }
}
customElements.define("stick-bottom", StickBottom);
