/* Why a form was not taken: brought into sight, where the form begins below what is shown first. */
class FormErrors extends HTMLElement {
  connectedCallback() {
    this.scrollIntoView({ block: "nearest" });
  }
}
customElements.define("form-errors", FormErrors);
