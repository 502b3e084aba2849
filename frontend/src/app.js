/* All behavior of our own. Each file defines one custom element, so it survives any swap. */
import "@github/relative-time-element";
import "@github/text-expander-element";
import "@github/markdown-toolbar-element";
import "./app-panes.js";
import "./command-palette.js";
import "./draft-box.js";
import "./history-back.js";
import "./hot-keys.js";
import "./image-consent.js";
import "./late-dialog.js";
import "./list-select.js";
import "./live-status.js";
import "./promise-timer.js";
import "./query-chips.js";
import "./stick-bottom.js";
import "./theme-switch.js";
import "./toast-stack.js";
