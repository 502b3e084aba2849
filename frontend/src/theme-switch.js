/* Shows the chosen brightness at once; the form around it keeps the choice. */
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const wish = event.target.closest("button[name=theme]")?.value;
      if (!wish) return;
      const dark = wish === "dark" || (wish === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
      document.documentElement.dataset.theme = wish;
      document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    });
  }
}
customElements.define("theme-switch", ThemeSwitch);
