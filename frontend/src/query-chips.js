/* Takes a condition out of the question when its chip is closed, and asks again. */
class QueryChips extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const text = event.target.closest(".chip button")?.value;
      if (text === undefined) return;
      const input = this.querySelector("input");
      input.value = input.value.replace(text, "").replace(/\s+/g, " ").trim();
      this.closest("form").requestSubmit();
    });
  }
}
customElements.define("query-chips", QueryChips);
