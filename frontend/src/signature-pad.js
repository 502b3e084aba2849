/*
A signature drawn with finger, pen or mouse: the strokes, as points in a field of 600 by 200, are
written into the hidden input. Who cannot draw signs with their name beside it.

  <signature-pad><svg viewBox="0 0 600 200"><path/></svg><input type="hidden"><button data-clear></signature-pad>
*/
const APART = 3;

/* What was drawn before the form came back with something to mend. */
function strokesIn(text) {
  try {
    return JSON.parse(text || "[]").filter((stroke) => stroke.length);
  } catch {
    return [];
  }
}

class SignaturePad extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("svg");
    this.path = this.querySelector("path");
    this.input = this.querySelector("input");
    this.strokes = strokesIn(this.input.value);
    this.stroke = null;
    this.field.addEventListener("pointerdown", (event) => this.begin(event));
    this.field.addEventListener("pointermove", (event) => this.go(event));
    this.field.addEventListener("pointerup", () => this.end());
    this.field.addEventListener("pointercancel", () => this.end());
    this.querySelector("[data-clear]").addEventListener("click", () => {
      this.strokes = [];
      this.show();
    });
    this.show();
  }

  point(event) {
    const box = this.field.getBoundingClientRect();
    const { width, height } = this.field.viewBox.baseVal;
    return [
      Math.round(((event.clientX - box.left) / box.width) * width),
      Math.round(((event.clientY - box.top) / box.height) * height),
    ];
  }

  begin(event) {
    event.preventDefault();
    this.field.setPointerCapture(event.pointerId);
    this.stroke = [this.point(event)];
    this.strokes.push(this.stroke);
    this.show();
  }

  go(event) {
    if (!this.stroke) return;
    const [x, y] = this.point(event);
    const [lastX, lastY] = this.stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < APART) return;
    this.stroke.push([x, y]);
    this.show();
  }

  end() {
    this.stroke = null;
  }

  show() {
    const lines = this.strokes.map((stroke) => (stroke.length > 1 ? stroke : [stroke[0], stroke[0]]));
    this.path.setAttribute("d", lines.map((line) => `M${line.map((point) => point.join(" ")).join("L")}`).join(""));
    this.input.value = this.strokes.length ? JSON.stringify(this.strokes) : "";
  }
}
customElements.define("signature-pad", SignaturePad);
