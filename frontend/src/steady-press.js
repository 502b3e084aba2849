/*
What somebody presses stays in its place until it is let go: a press that ends on another element
than it began on is no click, so news that come meanwhile would swallow it. What somebody asked
for comes at once.
*/
// Menus of the system take the release for themselves.
const ENDS = ["pointerup", "pointercancel", "contextmenu", "change"];
const held = new Map();
let pressed;

const isPressed = ({ target }) => (typeof target === "string" ? document.querySelector(target) : target)?.contains(pressed);

// After the click, which comes with the release.
const release = () =>
  setTimeout(() => {
    pressed = undefined;
    for (const ctx of held.values()) htmx.swap(ctx);
    held.clear();
  });

document.addEventListener("pointerdown", (event) => (pressed = event.target), true);
for (const end of ENDS) document.addEventListener(end, release, true);
htmx.registerExtension("steady-press", {
  htmx_before_swap: (source, { ctx, tasks }) => {
    if (!pressed || ctx.sourceEvent?.isTrusted || !tasks.some(isPressed)) return true;
    held.set(source, ctx);
    return false;
  },
});
