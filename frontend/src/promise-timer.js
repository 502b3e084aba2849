/* Counts down to the time something is due, in the words the server has begun with. */
const timers = new Set();
let clock = 0;

class PromiseTimer extends HTMLElement {
  connectedCallback() {
    timers.add(this);
    clock ||= setInterval(() => timers.forEach((timer) => timer.show()), 1000);
    this.show();
  }

  disconnectedCallback() {
    timers.delete(this);
    if (timers.size) return;
    clearInterval(clock);
    clock = 0;
  }

  show() {
    const seconds = Math.floor((Date.parse(this.getAttribute("datetime")) - Date.now()) / 1000);
    const text = (seconds < 0 ? `${this.dataset.late} ` : "") + this.words(Math.abs(seconds));
    if (this.textContent !== text) this.textContent = text;
    this.toggleAttribute("data-is-late", seconds < 0);
  }

  words(seconds) {
    const parts = { days: Math.floor(seconds / 86400), hours: Math.floor(seconds / 3600) % 24, minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
    const shown = parts.days ? ["days", "hours"] : parts.hours ? ["hours", "minutes"] : seconds < 600 ? ["minutes", "seconds"] : ["minutes"];
    const language = this.closest("[lang]")?.lang || "en";
    return shown
      .map((unit) => new Intl.NumberFormat(language, { style: "unit", unit: unit.slice(0, -1), unitDisplay: "narrow" }).format(parts[unit]))
      .join(" ");
  }
}
customElements.define("promise-timer", PromiseTimer);
