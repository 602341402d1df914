/** After a handover: how the help was, in one tap. */

import { button } from "./fields.js";
import { label, make } from "./page.js";

// As the page's own drawings have it.
const SVG = document.querySelector("svg").namespaceURI;
const FACE = "M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 1 1 0-19M9 9.5v.5M15 9.5v.5";
const MOUTHS = { 1: "M8 16.5q4-4 8 0", 2: "M8 15.5h8", 3: "M8 14.5q4 4 8 0" };

function face(rating) {
  const svg = document.createElementNS(SVG, "svg");
  const drawing = {
    viewBox: "0 0 24 24", width: "32", height: "32", fill: "none", stroke: "currentColor",
    "stroke-width": "1.75", "stroke-linecap": "round", "aria-hidden": "true",
  };
  for (const [name, value] of Object.entries(drawing)) svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", FACE + MOUTHS[rating]);
  svg.append(path);
  return svg;
}

/**
 * Shows the question in the panel.
 *
 * @param {HTMLElement} panel
 * @param {number|null} rating what was answered before
 * @param {{rate: function(number): Promise<boolean>, save: function(): void,
 *   close: function(): void}} on
 */
export function drawRating(panel, rating, on) {
  const title = label(make("h2"), "ui_handover_rate");
  title.id = "handover-title";
  const thanks = make("p");
  thanks.setAttribute("role", "status");
  if (rating) label(thanks, "ui_handover_thanks");
  const buttons = [1, 2, 3].map((number) => {
    const word = label(make("span"), `ui_handover_rate_${number}`);
    const one = make("button", "face", face(number), word);
    one.type = "button";
    one.setAttribute("aria-pressed", number === rating);
    one.addEventListener("click", async () => {
      if (!await on.rate(number)) return;
      buttons.forEach((other) => other.setAttribute("aria-pressed", other === one));
      label(thanks, "ui_handover_thanks");
      panel.scrollIntoView({ block: "nearest" });
    });
    return one;
  });
  const fieldset = make("fieldset", "", make("legend", "", title), make("div", "faces", ...buttons));
  panel.replaceChildren(fieldset, thanks,
    make("div", "row", button("ui_save", on.save), button("ui_handover_close", on.close)));
  panel.setAttribute("aria-labelledby", title.id);
  panel.hidden = false;
}
