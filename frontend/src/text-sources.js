/*
What stands behind `/`, `@` and `#` in a text. The server answers `data-url?key=@&q=li` with
`<ul role="listbox">` of `<li role="option" data-value="@liza">`; one with `data-open` opens that
address in the dialog instead, and what was typed to find it is taken out of the text.

  <text-expander keys="@ /" data-url="/cases/7/insert"><textarea></textarea></text-expander>
*/
let asked = 0;

async function found(url, key, text) {
  const turn = ++asked;
  const address = new URL(url, location.href);
  address.searchParams.set("key", key);
  address.searchParams.set("q", text);
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  const holder = document.createElement("template");
  if (answer.ok) holder.innerHTML = await answer.text();
  const list = holder.content.querySelector("ul");
  list?.classList.add("menu", "text-sources");
  // An older answer that comes late must not take the place of a newer one.
  if (turn !== asked) return new Promise(() => {});
  return { matched: Boolean(list?.children.length), fragment: list };
}

// They do not bubble, so they are caught on their way down.
document.addEventListener("text-expander-change", (event) => {
  const { url } = event.target.dataset;
  if (url) event.detail.provide(found(url, event.detail.key, event.detail.text));
}, true);
document.addEventListener("text-expander-value", (event) => {
  const { item, key } = event.detail;
  if (item.dataset.open) {
    const area = event.target.querySelector("textarea");
    const start = area.value.lastIndexOf(key, area.selectionStart - 1);
    area.setRangeText("", start, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    htmx.ajax("GET", item.dataset.open, "#modal-body");
  } else event.detail.value = item.dataset.value;
}, true);
