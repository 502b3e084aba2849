/* Takes files that are picked, dropped on the form or pasted into its text, one by one. */
class FileDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.input = this.querySelector("input[type=file]");
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.onPaste = (event) => event.clipboardData?.files.length && (event.preventDefault(), this.take(event.clipboardData.files));
    this.onOver = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.form.classList.add("takes-files");
    };
    this.onLeave = () => this.form.classList.remove("takes-files");
    this.onDrop = (event) => {
      this.onLeave();
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.take(event.dataTransfer.files);
    };
    this.form.addEventListener("paste", this.onPaste);
    this.form.addEventListener("dragover", this.onOver);
    this.form.addEventListener("dragleave", this.onLeave);
    this.form.addEventListener("drop", this.onDrop);
  }

  disconnectedCallback() {
    this.form.removeEventListener("paste", this.onPaste);
    this.form.removeEventListener("dragover", this.onOver);
    this.form.removeEventListener("dragleave", this.onLeave);
    this.form.removeEventListener("drop", this.onDrop);
  }

  async take(files) {
    const place = this.form.querySelector(this.dataset.target);
    for (const file of [...files]) {
      const busy = document.createElement("span");
      busy.className = "file";
      busy.textContent = this.dataset.busy.replace("%s", file.name);
      place.append(busy);
      const answer = await this.send(file);
      busy.remove();
      if (answer?.ok) place.innerHTML = await answer.text();
      else if (answer) document.getElementById("toasts").insertAdjacentHTML("beforeend", await answer.text());
      htmx.process(place);
    }
    this.input.value = "";
  }

  async send(file) {
    const body = new FormData();
    body.set("file", file, file.name || "image.png");
    const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
    try {
      return await fetch(this.dataset.url, { method: "POST", body, headers: { ...headers, "HX-Request": "true", "HX-Request-Type": "partial" } });
    } catch {
      return null;
    }
  }
}
customElements.define("file-drop", FileDrop);
