/*
Picks some of very many: what the server finds is a list of buttons; a pressed one becomes a chip.

  <pick-many><span class="picked"></span><template>(a chip)</template><input><ul class="picks"></ul></pick-many>
*/
class PickMany extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    this.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.type === "keydown") this.#typed(event);
    else if (event.target.closest(".picks button")) this.#pick(event.target.closest("button"));
    else if (event.target.closest(".chip button")) this.#drop(event.target.closest(".chip"));
  }

  #typed(event) {
    // Enter takes the first that was found, and does not send the form around the field.
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    const first = this.querySelector(".picks button");
    if (first) this.#pick(first);
  }

  #pick(button) {
    const picked = this.querySelector(".picked");
    if (!picked.querySelector(`input[value="${CSS.escape(button.value)}"]`)) {
      const chip = this.querySelector("template").content.cloneNode(true);
      chip.querySelector("span span").textContent = button.textContent;
      chip.querySelector("input").value = button.value;
      const remove = chip.querySelector("button");
      remove.setAttribute("aria-label", `${remove.getAttribute("aria-label")} ${button.textContent}`.trim());
      picked.append(chip);
    }
    const input = this.querySelector("input[type=search]");
    input.value = "";
    this.querySelector(".picks").replaceChildren();
    input.focus();
    this.#changed();
  }

  #drop(chip) {
    chip.remove();
    this.querySelector("input[type=search]").focus();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
customElements.define("pick-many", PickMany);
