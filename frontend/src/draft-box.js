/*
Keeps what somebody writes: at every key in this browser, at every pause on the server.

  <draft-box key="case:12:reply" action="/drafts/case:12/reply" data-saved="Saved" data-kept="Kept in this browser">
    <textarea name="text">…</textarea>
    <span class="draft-state"></span>
  </draft-box>

`data-at` is when the server last stored the text it sent; what this browser holds wins if
it is newer. Focus and caret survive the swap of whatever is around.
*/
const PAUSE = 900;
const carets = new Map();

class DraftBox extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    if (!this.area) return;
    this.storageKey = `draft:${this.getAttribute("key")}`;
    this.restore();
    this.addEventListener("input", () => this.keep());
    const form = this.closest("form");
    form?.addEventListener("submit", () => clearTimeout(this.timer));
    form?.addEventListener("htmx:after:request", (event) => {
      if (event.target === form && event.detail?.ctx?.response?.status < 400) this.forget();
    });
  }

  disconnectedCallback() {
    if (!this.area) return;
    clearTimeout(this.timer);
    if (this.area === this.lastFocus) carets.set(this.storageKey, [this.area.selectionStart, this.area.selectionEnd]);
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.storageKey) ?? "null");
    if (kept && kept.at > (Date.parse(this.dataset.at ?? "") || 0) && kept.text !== this.area.value) {
      this.area.value = kept.text;
    }
    this.area.addEventListener("focus", () => (this.lastFocus = this.area));
    this.area.addEventListener("blur", () => this.isConnected && (this.lastFocus = null));
    if (document.activeElement === this.area) this.lastFocus = this.area;
    const caret = carets.get(this.storageKey);
    if (!caret) return;
    carets.delete(this.storageKey);
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(...caret);
  }

  keep() {
    localStorage.setItem(this.storageKey, JSON.stringify({ text: this.area.value, at: Date.now() }));
    clearTimeout(this.timer);
    if (this.hasAttribute("action")) this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save() {
    const text = this.area.value;
    const body = new FormData();
    body.set(this.area.name, text);
    try {
      const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
      const answer = await fetch(this.getAttribute("action"), { method: "POST", body, headers });
      this.tell(answer.ok && !answer.redirected ? this.dataset.saved : this.dataset.kept);
    } catch {
      this.tell(this.dataset.kept);
    }
  }

  tell(words) {
    const state = this.querySelector(".draft-state");
    if (state) state.textContent = words ?? "";
  }

  forget() {
    localStorage.removeItem(this.storageKey);
    carets.delete(this.storageKey);
  }
}
customElements.define("draft-box", DraftBox);
