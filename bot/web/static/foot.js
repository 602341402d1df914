/** What stands under a message: listening to it, and whether it helped. */

import { question } from "./helped.js";
import { listenButton } from "./listen.js";
import { make } from "./page.js";

/**
 * @param {object} session as in store.js
 * @param {object} item as in view.js
 * @returns {{element: HTMLElement, update: function(object): void}|null}
 */
export function footOf(session, item) {
  if (item.from !== "bot" && item.from !== "counsellor") return null;
  const { button, update } = listenButton();
  const [rating = "", panel = ""] = question(session, item);
  const element = make("div", "foot", make("div", "row", button, rating), panel);
  // A new message is read without it.
  element.setAttribute("aria-live", "off");
  return { element, update };
}
