/** Keyboard shortcuts for the whole flow, a dialog that lists them, and the switch to turn them off. */

import { claim, nextWaiting } from "./case.js";
import { openClose } from "./close.js";
import { byId, dialog, button, make, say, text } from "./dom.js";
import { go, show } from "./panes.js";
import { rowButtons } from "./queue.js";
import { openTransfer } from "./transfer.js";
import { state } from "./store.js";

const OFF = "monineuvo-desk-keys";
const isOn = () => localStorage.getItem(OFF) !== "off";
let prefix = 0;

function move(step) {
  const buttons = rowButtons();
  if (!buttons.length) return;
  const at = buttons.indexOf(document.activeElement);
  const open = buttons.findIndex((one) => one.dataset.case === state.open?.id);
  const from = at >= 0 ? at : open;
  const to = from < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, from + step));
  show("queue");
  buttons[to].focus();
}

/** The case that is meant: the focused row, else the open one, else the first that waits. */
function claimOne() {
  const focused = document.activeElement?.dataset?.case;
  const open = state.open?.state === "waiting" ? state.open.id : null;
  const id = focused ?? open ?? nextWaiting()?.id;
  if (id) claim(id);
}

function into(id, pane) {
  if (!byId(id)) return;
  go(pane);
  byId(id).focus();
}

const KEYS = [
  ["j", "key_next", () => move(1)],
  ["k", "key_previous", () => move(-1)],
  ["Enter", "key_open", null],
  ["c", "key_claim", claimOne],
  ["r", "key_reply", () => into("reply", "case")],
  ["n", "key_note", () => into("note", "side")],
  ["e", "key_replies", () => into("reply-search", "side")],
  ["t", "key_transfer", openTransfer],
  ["x", "key_close", openClose],
  ["/", "key_search", () => into("search", "queue")],
  ["g q", "key_queue", () => go("queue")],
  ["g c", "key_case", () => go("case")],
  ["g d", "key_side", () => go("side")],
  ["Esc", "key_escape", null],
  ["?", "key_help", () => help()],
];

/** Lists the shortcuts; here they are turned off, for those who dictate or type by accident. */
export function help() {
  const rows = KEYS.map(([key, what]) => make("tr", "",
    make("th", "", make("kbd", "", key)), text("td", "", what)));
  for (const row of rows) row.querySelector("th").scope = "row";
  const on = Object.assign(document.createElement("input"), { type: "checkbox", checked: isOn() });
  on.addEventListener("change", () => localStorage.setItem(OFF, on.checked ? "on" : "off"));
  const box = dialog("keys", make("table", "keys", make("tbody", "", ...rows)),
    make("label", "tick", on, text("span", "", "keys_on")),
    make("div", "row", button("hide", () => box.close(), "primary")));
}

const inField = (element) => element.closest?.("input, textarea, select, [contenteditable]");

function pressed(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!state.user || byId("desk").hidden || document.querySelector("dialog[open]")) return;
  if (key === "Escape" && inField(target) && target.closest("#side")) return go("case");
  if (inField(target) || !isOn()) return;
  const two = prefix && Date.now() - prefix < 1500 ? `g ${key}` : key;
  prefix = key === "g" ? Date.now() : 0;
  const found = KEYS.find(([name]) => name === two);
  if (!found?.[2]) return;
  // On the other pages there is no queue and no case.
  if (document.body.dataset.view !== "queue" && key !== "?") return;
  event.preventDefault();
  found[2]();
}

/** Begins to listen; called once. */
export function setUp() {
  document.addEventListener("keydown", pressed);
  byId("help").addEventListener("click", help);
  byId("help").title = say("key_help_title");
}
