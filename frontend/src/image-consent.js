/*
Pictures in a mail that lie elsewhere tell the sender when they are looked at. They wait,
as <img data-src>, until somebody asks for them.
*/
class ImageConsent extends HTMLElement {
  connectedCallback() {
    const waiting = this.querySelectorAll("img[data-src]");
    if (!waiting.length || this.querySelector(".held-image")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "held-image";
    button.textContent = (this.dataset.label ?? "Show %s pictures from elsewhere").replace("%s", waiting.length);
    button.addEventListener("click", () => {
      for (const image of this.querySelectorAll("img[data-src]")) {
        image.src = image.dataset.src;
        image.removeAttribute("data-src");
      }
      button.remove();
    });
    this.prepend(button);
  }
}
customElements.define("image-consent", ImageConsent);
