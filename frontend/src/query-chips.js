/*
The conditions of a question as chips, and a field for one more. A closed chip leaves the
question; Backspace in the empty field takes the last one back to be changed; `[data-field]`
begins a condition on that field.
*/
class QueryChips extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden])");
    this.addEventListener("click", (event) => this.onClick(event));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !event.isComposing && !this.input.value) this.takeBack(event);
    });
  }

  onClick(event) {
    const field = event.target.closest("[data-field]");
    if (field) {
      field.closest("[popover]")?.hidePopover();
      this.input.value = `${this.input.value} ${field.dataset.field}`.trim();
      this.input.focus();
    }
    const text = event.target.closest(".chip button")?.value;
    if (text === undefined) return;
    this.input.value = this.input.value.replace(text, "").replace(/\s+/g, " ").trim();
    this.closest("form").requestSubmit();
  }

  takeBack(event) {
    const kept = this.querySelector("[name=kept]");
    const last = [...this.querySelectorAll(".chip[data-text]")].pop();
    if (!kept || !last) return;
    event.preventDefault();
    this.input.value = last.dataset.text;
    last.remove();
    kept.value = [...this.querySelectorAll(".chip[data-text]")].map((chip) => chip.dataset.text).join(" ");
  }
}
customElements.define("query-chips", QueryChips);
