/*
A list that is fetched anew when something happens, but not under the hand of somebody: while
the pointer has just moved over it or lines are ticked, it only says that there is something new.
*/
const STILL = 1500;

class CalmList extends HTMLElement {
  connectedCallback() {
    this.list = this.firstElementChild;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "calm-news";
    this.button.textContent = this.dataset.news;
    this.button.hidden = true;
    this.button.addEventListener("click", () => this.fetch());
    this.prepend(this.button);
    this.onNews = () => (this.isBusy ? this.hold() : this.fetch());
    this.onMove = () => (this.moved = Date.now());
    this.onLeave = () => this.waits && !this.hasTicks && this.fetch();
    this.addEventListener("pointermove", this.onMove);
    this.addEventListener("pointerleave", this.onLeave);
    document.body.addEventListener("inbox", this.onNews);
    document.body.addEventListener("resync", this.onNews);
  }

  disconnectedCallback() {
    document.body.removeEventListener("inbox", this.onNews);
    document.body.removeEventListener("resync", this.onNews);
    clearTimeout(this.timer);
  }

  get hasTicks() {
    return Boolean(this.querySelector("input[type=checkbox]:checked"));
  }

  get isBusy() {
    return this.hasTicks || (this.matches(":hover") && Date.now() - (this.moved ?? 0) < STILL);
  }

  hold() {
    this.waits = true;
    this.button.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.waits && this.onNews(), STILL);
  }

  fetch() {
    this.waits = false;
    this.button.hidden = true;
    htmx.trigger(this.list, "refresh");
  }
}
customElements.define("calm-list", CalmList);
