/** The message box: grows, counts, sends on Enter, and is never locked. */

import { byId, composing, page, say } from "./page.js";

const ROWS = 5;
const NEAR = 200;

const box = byId("text");
const counter = byId("counter");
const tooLong = byId("too-long");
const touch = matchMedia("(pointer: coarse)");

// As the server counts: a letter outside the basic plane is one, not two.
const length = () => [...box.value.trim()].length;

function grow() {
  const style = getComputedStyle(box);
  const padding = parseFloat(style.paddingBlockStart) + parseFloat(style.paddingBlockEnd);
  box.rows = 1;
  const rows = Math.round((box.scrollHeight - padding) / parseFloat(style.lineHeight));
  box.rows = Math.max(1, Math.min(ROWS, rows));
}

function count() {
  const used = length();
  const over = used > page.limit;
  counter.textContent = used > page.limit - NEAR ? `${used} / ${page.limit}` : "";
  const said = over ? say("ui_too_long", page.limit) : "";
  // Set only when it changes: a screen reader speaks it at each setting.
  if (tooLong.textContent !== said) tooLong.textContent = said;
  box.setAttribute("aria-invalid", over);
}

/** Draws the box anew after its text or the page's language has changed. */
export function refresh() {
  grow();
  count();
}

/** Puts a text that could not go back into the box, before what was typed since. */
export function giveBack(text) {
  box.value = together(text, box.value);
  box.dispatchEvent(new Event("input"));
}

/** Puts the cursor into the box; where that would open a keyboard over the answer, it stays shut. */
export function focus() {
  if (touch.matches) box.inputMode = "none";
  box.focus({ preventScroll: true });
}

/** What was kept, and what was typed before this script was there. */
const together = (kept, typed) => [kept, typed].filter(Boolean).join(" ");

/**
 * Makes the box work.
 *
 * @param {object} session whose `draft` keeps the unsent text
 * @param {function(): void} keep saves the session
 * @param {function(string): void} send
 */
export function setUp(session, keep, send) {
  // Setting the same text again would move the cursor of who is typing.
  if (session.draft) box.value = together(session.draft, box.value);
  session.draft = box.value;
  refresh();
  box.addEventListener("input", () => {
    session.draft = box.value;
    keep();
    refresh();
  });
  box.addEventListener("keydown", (event) => {
    // While a word is being composed (Chinese, Vietnamese …) Enter only ends the word.
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    submit();
  });
  const submit = () => {
    box.focus({ preventScroll: true });
    const text = box.value.trim();
    if (!text || length() > page.limit) return;
    box.value = session.draft = "";
    refresh();
    send(text);
  };
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  // What asks for the keyboard: a tap, or a screen reader, which focuses the box anew and taps on
  // nothing.
  for (const asked of ["pointerdown", "keydown", "click", "blur"]) {
    box.addEventListener(asked, () => { box.inputMode = ""; });
  }
  addEventListener("resize", grow);
}
