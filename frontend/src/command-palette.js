/* The list under the search box: results come from the server, this moves the choice. */
class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.results = this.querySelector("[role=listbox]");
    this.dialog = this.closest("dialog");
    this.dialog.addEventListener("toggle", (event) => {
      if (event.newState === "open") this.open();
    });
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("htmx:after:swap", () => this.choose(0));
    this.results.addEventListener("click", (event) => {
      if (event.target.closest("[role=option]")) this.dialog.close();
    });
  }

  open() {
    this.input.select();
    this.input.focus();
    htmx.trigger(this.input, "open");
  }

  get options() {
    return [...this.results.querySelectorAll("[role=option]")];
  }

  onKey(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.choose(this.chosen + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.options[this.chosen]?.click();
    }
  }

  choose(index) {
    const options = this.options;
    this.chosen = options.length ? (index + options.length) % options.length : 0;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.chosen)));
    const option = options[this.chosen];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }
}
customElements.define("command-palette", CommandPalette);
