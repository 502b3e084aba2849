/* Says whether somebody only looks or also writes, in any draft box of the page. */
const PAUSE = 12000;

class PresenceBeat extends HTMLElement {
  connectedCallback() {
    this.doing = this.querySelector("[name=doing]");
    this.onInput = (event) => {
      if (!event.target.closest("draft-box")) return;
      this.set("typing");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.set("viewing"), PAUSE);
    };
    document.addEventListener("input", this.onInput);
  }

  disconnectedCallback() {
    document.removeEventListener("input", this.onInput);
    clearTimeout(this.timer);
  }

  set(doing) {
    if (this.doing.value === doing) return;
    this.doing.value = doing;
    htmx.trigger(this.querySelector("form"), "beat");
  }
}
customElements.define("presence-beat", PresenceBeat);
