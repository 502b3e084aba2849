/*
Keys for whatever on the page bears `data-hotkey`, and the list of them.

Single letters rest while somebody types, while an input method composes, and altogether
for people who have switched them off (WCAG 2.1.4).
*/
import { install, uninstall } from "@github/hotkey";

const NAMES = { Mod: /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl", Enter: "↵", Escape: "Esc" };
const isSingle = (keys) => !/\b(Mod|Control|Meta|Alt)\+/.test(keys);

/* What a key does, without the key that some names end with. */
function nameOf(element) {
  const said = element.getAttribute("aria-label") || element.title.replace(/ \([^)]+\)$/, "");
  const words = [...element.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent);
  return said || words.join("").trim();
}

// `?` and `/` are typed with Shift on some keyboards and without it on others.
const onAnyKeyboard = (keys) => (/^[^\w\s]$/.test(keys) ? [keys, `Shift+${keys}`] : [keys]);

class HotKeys extends HTMLElement {
  connectedCallback() {
    this.installed = new Set();
    this.refresh = () => this.scan();
    document.addEventListener("htmx:after:swap", this.refresh);
    window.addEventListener("keydown", this.rest, true);
    this.closest("dialog")?.addEventListener("toggle", (event) => {
      if (event.newState === "open") this.list();
    });
    this.scan();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.refresh);
    window.removeEventListener("keydown", this.rest, true);
    this.installed.forEach((element) => uninstall(element));
  }

  rest(event) {
    const opened = document.querySelector("dialog:modal");
    if (event.isComposing || event.keyCode === 229 || (opened && !opened.contains(event.target) && event.key !== "Escape")) {
      event.stopPropagation();
    }
  }

  scan() {
    for (const element of this.installed) {
      if (element.isConnected) continue;
      uninstall(element);
      this.installed.delete(element);
    }
    for (const element of document.querySelectorAll("[data-hotkey]")) {
      if (this.installed.has(element)) continue;
      const wanted = element.dataset.hotkey.split(",").filter((keys) => keys && (this.dataset.single === "on" || !isSingle(keys)));
      if (wanted.length) install(element, wanted.flatMap(onAnyKeyboard).join(","));
      this.installed.add(element);
    }
  }

  list() {
    const rows = document.createElement("dl");
    rows.className = "key-list";
    for (const element of this.installed) {
      if (!element.isConnected) continue;
      const what = document.createElement("dt");
      what.textContent = nameOf(element);
      const keys = document.createElement("dd");
      for (const each of element.dataset.hotkey.split(",")) {
        const key = document.createElement("kbd");
        key.textContent = each.split(/[+ ]/).map((part) => NAMES[part] ?? part.toUpperCase()).join(" ");
        keys.append(key, " ");
      }
      rows.append(what, keys);
    }
    this.replaceChildren(rows);
  }
}
customElements.define("hot-keys", HotKeys);
