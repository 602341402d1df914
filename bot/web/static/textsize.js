/** The size of the text, and what kind of window that leaves. */

import { announce, byId, page } from "./page.js";
import { save } from "./store.js";

const STEPS = [1, 1.25, 1.5, 2];
const BUTTONS = [
  [byId("smaller"), -1], [byId("larger"), 1],
];
// What covers less of the window, in pixels, is no keyboard.
const KEYBOARD = 80;
const root = document.documentElement;

/**
 * Marks a window that is low or narrow for its text. Not by media queries, which measure with the
 * browser's own size of text and know nothing of a larger one.
 */
export function measure() {
  const rem = parseFloat(getComputedStyle(root).fontSize);
  root.classList.toggle("low", innerHeight <= 26 * rem);
  root.classList.toggle("narrow", innerWidth <= 24 * rem);
  root.classList.toggle("compact", innerWidth <= 30 * rem);
  root.classList.toggle("tight", innerWidth < 18 * rem);
}

/**
 * Keeps the page above a keyboard that lies over it, as on iPhones, so that the ways out stay in
 * sight. In a frame the page around does it; a low window scrolls as a whole.
 */
function aboveKeyboard() {
  const { height, scale } = window.visualViewport;
  if (page.frame || scale > 1.01) return;
  const covered = root.clientHeight - height > KEYBOARD && !root.classList.contains("low");
  document.body.style.blockSize = covered ? `${height}px` : "";
  if (covered) scrollTo(0, 0);
}

/**
 * Makes "larger" and "smaller" work.
 *
 * @param {object} session whose `size` is the step, kept only once one of the two was pressed
 * @param {function(function(): void): void} hold makes a change while what is read stays in sight
 */
export function setUp(session, hold) {
  const after = (by) => (session.size ?? 0) + by;
  const apply = () => {
    root.style.setProperty("--size", STEPS[after(0)]);
    measure();
    // Not `disabled`: the focus would be lost at the last step.
    for (const [button, by] of BUTTONS) button.setAttribute("aria-disabled", !STEPS[after(by)]);
  };
  for (const [button, by] of BUTTONS) {
    button.addEventListener("click", () => {
      const size = after(by);
      if (!STEPS[size]) return;
      session.size = size;
      save(session);
      hold(apply);
      announce(`${STEPS[size] * 100} %`);
    });
  }
  addEventListener("resize", measure);
  apply();
  window.visualViewport?.addEventListener("resize", aboveKeyboard);
}
