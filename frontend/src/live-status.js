/*
Stands beside a live connection. Shows itself while that is lost, and meanwhile asks every
30 seconds for what might have been missed. Once it is back, the server says `resync`.
*/
const PATIENCE = 2;
const POLL = 30000;

class LiveStatus extends HTMLElement {
  connectedCallback() {
    this.failures = 0;
    this.hidden = true;
    this.onError = () => this.lost();
    this.onBack = () => this.back();
    document.addEventListener("htmx:sse:error", this.onError);
    document.addEventListener("htmx:sse:after:connection", this.onBack);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:sse:error", this.onError);
    document.removeEventListener("htmx:sse:after:connection", this.onBack);
    clearInterval(this.poll);
  }

  lost() {
    this.failures += 1;
    if (this.failures < PATIENCE || this.poll) return;
    this.hidden = false;
    this.poll = setInterval(() => htmx.trigger(document.body, "resync"), POLL);
  }

  back() {
    this.failures = 0;
    this.hidden = true;
    clearInterval(this.poll);
    this.poll = 0;
  }
}
customElements.define("live-status", LiveStatus);
