/*
A list in which one line is current (j, k, Enter) and several can be ticked (x, Shift for a
range). Shows `[data-bulk]` with the number of ticks in `[data-count]` while there are any;
`[data-untick]` and the event `untick` take them away. With `follows="#case"` the current line
is the one that element names in `data-line-id`, also when it was not opened from here.
*/
class ListSelect extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("change", () => this.count());
    this.addEventListener("htmx:after:swap", () => {
      // A list that was filled anew does not know which of its lines is open beside it.
      const marked = this.marked && this.querySelector(`#${CSS.escape(this.marked)}`);
      if (marked && !this.querySelector("[data-line][aria-current]")) this.mark(marked);
      this.count();
    });
    this.marked = this.querySelector("[data-line][aria-current]")?.id;
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.onUntick = () => this.untick();
    document.addEventListener("untick", this.onUntick);
    this.onSwap = () => this.follow();
    if (this.hasAttribute("follows")) document.addEventListener("htmx:after:swap", this.onSwap);
    this.count();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("untick", this.onUntick);
    document.removeEventListener("htmx:after:swap", this.onSwap);
  }

  get boxes() {
    return [...this.querySelectorAll("input[type=checkbox][name]:not([data-all])")];
  }

  get lines() {
    return [...this.querySelectorAll("[data-line]")];
  }

  follow() {
    const id = document.querySelector(this.getAttribute("follows"))?.dataset.lineId;
    if (id === this.followed) return;
    this.followed = id;
    const line = id && this.querySelector(`#${CSS.escape(id)}`);
    if (line) this.mark(line);
    else this.lines.forEach((each) => each.removeAttribute("aria-current"));
  }

  untick() {
    for (const box of this.querySelectorAll("input[type=checkbox]")) box.checked = false;
    this.count();
  }

  onClick(event) {
    if (event.target.closest("[data-untick]")) this.untick();
    const line = event.target.closest("[data-line]");
    if (line?.matches("a[hx-get]") || event.target.closest("[data-line] a[hx-get]")) this.mark(line);
    const all = event.target.closest("[data-all]");
    if (all) this.boxes.forEach((box) => (box.checked = all.checked));
    const box = event.target.closest("input[type=checkbox][name]");
    if (box && !all) this.tick(box, event.shiftKey);
    this.count();
  }

  tick(box, asRange) {
    const boxes = this.boxes;
    if (asRange && this.last?.isConnected) {
      const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((each) => (each.checked = box.checked));
    }
    this.last = box;
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || this.sleeps(event.target)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step) this.move(step);
    else if (event.key.toLowerCase() === "x") this.tickCurrent(event.shiftKey);
    else return;
    event.preventDefault();
  }

  sleeps(target) {
    const off = document.querySelector("hot-keys")?.dataset.single === "off";
    return off || target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") || document.querySelector("dialog:modal");
  }

  mark(line) {
    this.lines.forEach((each) => each.removeAttribute("aria-current"));
    line.setAttribute("aria-current", "true");
    this.marked = line.id;
  }

  get current() {
    const lines = this.lines;
    const focused = lines.findIndex((line) => line.contains(document.activeElement));
    return focused < 0 ? lines.findIndex((line) => line.matches("[aria-current]")) : focused;
  }

  move(step) {
    const lines = this.lines;
    const line = lines[Math.min(Math.max(this.current + step, 0), lines.length - 1)];
    const link = line?.matches("a") ? line : line?.querySelector("a");
    link?.focus({ preventScroll: true });
    line?.scrollIntoView({ block: "nearest" });
    if (this.hasAttribute("opens")) link?.click();
  }

  tickCurrent(asRange) {
    const box = this.lines[this.current]?.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    this.tick(box, asRange);
    this.count();
  }

  count() {
    const boxes = this.boxes;
    const ticked = boxes.filter((box) => box.checked).length;
    for (const bar of this.querySelectorAll("[data-bulk]")) bar.hidden = !ticked;
    for (const place of this.querySelectorAll("[data-count]")) place.textContent = ticked;
    for (const all of this.querySelectorAll("[data-all]")) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    for (const box of boxes) box.closest("[data-line]")?.classList.toggle("row-selected", box.checked);
  }
}
customElements.define("list-select", ListSelect);
