/* A way back, where there is one. */
class HistoryBack extends HTMLElement {
  connectedCallback() {
    this.hidden = history.length < 2;
    this.addEventListener("click", () => history.back());
  }
}
customElements.define("history-back", HistoryBack);
