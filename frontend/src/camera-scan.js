/*
A button that reads a code with the camera into the field `data-into` of its form, and sends the form;
with `data-stays` it is only filled in.

`data-reader` is the script that reads pictures where the browser has no BarcodeDetector. Without
a camera there is no button.

A scanner is a keyboard that doesn't look where the cursor is: what it types just before a page has
put the cursor into its field, or after a click beside it or on a button, goes into the field all the same.
Small letters stay with the keys of the page; those of a link that is scanned come along, as nobody
types that fast. What the field still holds, such as a scan that was refused, gives way to the next one.
*/
const EVERY = 200;
const WIDEST = 1280;
const FAST = 80;

const TAKES_KEYS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog, dialog *";

const isScanned = (event) => /^[^a-z ]$/.test(event.key) && !(event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented);

class CameraScan extends HTMLElement {
  connectedCallback() {
    this.hidden = !navigator.mediaDevices?.getUserMedia;
    this.dialog = this.querySelector("dialog");
    this.video = this.querySelector("video");
    this.open = () => this.start();
    this.stopped = () => this.stop();
    this.querySelector("[data-camera]").addEventListener("click", this.open);
    this.querySelector("[data-shut]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", this.stopped);
    if (!this.field.autofocus) return;
    this.before = "";
    this.typed = (event) => {
      if (event.target.matches(TAKES_KEYS) || event.key.length > 1) return;
      if (event.timeStamp - this.last > FAST) this.before = "";
      this.last = event.timeStamp;
      if (!isScanned(event)) return void (this.before += event.key);
      this.field.focus();
      if (this.before) this.field.value = this.before;
      this.before = "";
    };
    this.focused = () => this.field.select();
    window.addEventListener("keydown", this.typed);
    this.taking = this.field;
    this.taking.addEventListener("focus", this.focused);
    if (document.activeElement === this.field && this.field.value === this.field.defaultValue) this.field.select();
  }

  disconnectedCallback() {
    window.removeEventListener("keydown", this.typed);
    this.taking?.removeEventListener("focus", this.focused);
    this.stop();
  }

  get field() {
    return this.closest("form").elements[this.dataset.into];
  }

  async start() {
    this.dialog.showModal();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      this.querySelector("[data-refused]").hidden = false;
      return;
    }
    if (!this.dialog.open) return this.stop();
    this.video.srcObject = this.stream;
    await this.video.play();
    const read = await this.eyes();
    this.timer = setInterval(async () => this.found(await read()), EVERY);
  }

  async eyes() {
    if ("BarcodeDetector" in window) {
      const detector = new BarcodeDetector();
      return async () => (await detector.detect(this.video))[0]?.rawValue;
    }
    const { read } = await import(this.dataset.reader);
    const canvas = document.createElement("canvas");
    return async () => {
      const scale = Math.min(1, WIDEST / (this.video.videoWidth || WIDEST));
      canvas.width = this.video.videoWidth * scale;
      canvas.height = this.video.videoHeight * scale;
      if (!canvas.width) return "";
      canvas.getContext("2d", { willReadFrequently: true }).drawImage(this.video, 0, 0, canvas.width, canvas.height);
      return read(canvas);
    };
  }

  found(text) {
    if (!text || !this.stream) return;
    this.stop();
    this.dialog.close();
    this.field.value = text;
    if ("stays" in this.dataset) this.field.focus();
    else this.field.form.requestSubmit();
  }

  stop() {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
  }
}

customElements.define("camera-scan", CameraScan);
