/*
Where answers and notes are written: two tabs, one of which is seen. What of an answer is
chosen besides its text is told beside the button, and the choice of what comes after it.

`[data-macro]` anywhere on the page puts a prepared answer (`data-text`) where the caret is.
*/
class ComposerBox extends HTMLElement {
  connectedCallback() {
    this.tabs = [...this.querySelectorAll("[role=tab]")];
    this.area = this.querySelector("#answer-text");
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("change", () => this.tell());
    this.onMacro = (event) => this.takeMacro(event.target.closest("[data-macro]"));
    document.addEventListener("click", this.onMacro);
    if (this.dataset.shown === "note") this.show(this.tabs[1], false);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.onMacro);
  }

  onClick(event) {
    const tab = event.target.closest("[role=tab]");
    if (tab) this.show(tab, true);
    const reveal = event.target.closest("[data-reveal]");
    if (reveal) {
      const line = this.querySelector(`#${reveal.dataset.reveal}`);
      line.hidden = !line.hidden;
      line.querySelector("input").focus();
    }
    const after = event.target.closest("[data-after]");
    if (after)
      for (const each of this.querySelectorAll("[data-after]")) {
        if (each === after) each.setAttribute("aria-current", "true");
        else each.removeAttribute("aria-current");
      }
    if (event.target.closest("[data-drop-macro]")) this.dropMacro();
  }

  onKey(event) {
    const tab = event.target.closest("[role=tab]");
    if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    this.show(this.tabs.find((each) => each !== tab), false);
    this.tabs.find((each) => each !== tab).focus();
  }

  show(tab, focuses) {
    for (const each of this.tabs) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      const panel = this.querySelector(`#${each.getAttribute("aria-controls")}`);
      panel.hidden = !chosen;
      for (const note of this.querySelectorAll(`[data-of=${panel.id}]`)) note.hidden = !chosen;
      if (chosen && focuses) panel.querySelector("textarea").focus();
    }
    this.classList.toggle("composer-note", tab === this.tabs[1]);
  }

  tell() {
    const place = this.querySelector("[data-chosen]");
    const due = this.querySelector("[name=due_at]");
    const solution = this.querySelector("[name=is_solution]");
    const words = [solution.checked && solution.closest("label").textContent.trim(), due.value && new Date(due.value).toLocaleString(this.dataset.language, { dateStyle: "medium", timeStyle: "short" })];
    place.textContent = words.filter(Boolean).join(" · ");
  }

  takeMacro(button) {
    if (!button) return;
    this.show(this.tabs[0], false);
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const gap = start && !value.slice(0, start).endsWith("\n") ? "\n\n" : "";
    this.area.setRangeText(gap + button.dataset.text, start, end, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    const effects = this.querySelector("#macro-effects");
    const hidden = effects.querySelector("input");
    hidden.value = button.dataset.macro;
    effects.replaceChildren(hidden);
    if (button.dataset.changes) {
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "file-off";
      drop.dataset.dropMacro = "";
      drop.textContent = "×";
      drop.setAttribute("aria-label", "×");
      effects.append(`${this.dataset.macroName} ${button.dataset.changes} `, drop);
    }
    effects.hidden = !button.dataset.changes;
    // The dialog gives the focus back to what opened it; the answer is where one goes on.
    setTimeout(() => this.area.focus());
  }

  dropMacro() {
    const effects = this.querySelector("#macro-effects");
    const hidden = effects.querySelector("input");
    hidden.value = "";
    effects.replaceChildren(hidden);
    effects.hidden = true;
  }
}
customElements.define("composer-box", ComposerBox);
