/*
Several files for a form that is sent as a whole: picked in turns, dropped or pasted, each taken
out again. Without it the plain input works as ever.

  <file-pile data-remove="Remove %s"><input type="file" multiple></file-pile>
*/
class FilePile extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.pile = [];
    this.list = this.querySelector(".file-list") ?? this.appendChild(Object.assign(document.createElement("ul"), { className: "file-list" }));
    this.list.replaceChildren();
    this.input.addEventListener("change", () => this.add(this.input.files));
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.classList.add("takes-files");
    });
    this.addEventListener("dragleave", () => this.classList.remove("takes-files"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.classList.remove("takes-files");
      this.add(event.dataTransfer.files);
    });
    this.onPaste = (event) => event.clipboardData?.files.length && this.add(event.clipboardData.files);
    this.closest("form").addEventListener("paste", this.onPaste);
  }

  disconnectedCallback() {
    this.closest("form")?.removeEventListener("paste", this.onPaste);
  }

  add(files) {
    const same = (one) => (other) => one.name === other.name && one.size === other.size;
    this.pile.push(...[...files].filter((file) => !this.pile.some(same(file))));
    this.show();
  }

  show() {
    const held = new DataTransfer();
    for (const file of this.pile) held.items.add(file);
    this.input.files = held.files;
    this.list.replaceChildren(...this.pile.map((file) => this.entry(file)));
  }

  entry(file) {
    const line = document.createElement("li");
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    remove.setAttribute("aria-label", this.dataset.remove.replace("%s", file.name));
    remove.addEventListener("click", () => {
      this.pile = this.pile.filter((each) => each !== file);
      this.show();
      this.input.focus();
    });
    line.append(file.name, remove);
    return line;
  }
}
customElements.define("file-pile", FilePile);
