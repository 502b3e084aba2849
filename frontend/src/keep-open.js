/* What somebody has unfolded stays so when the page around it is brought up to date. */
htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (element, detail) => !(element instanceof HTMLDetailsElement && detail.attrName === "open"),
});
