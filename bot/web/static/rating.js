/** After a handover: how the help was, in one tap. */

import { button } from "./fields.js";
import { icon } from "./icons.js";
import { label, make, pressable } from "./page.js";

const FACES = ["i-face-1", "i-face-2", "i-face-3"];

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
  const buttons = FACES.map((face, index) => {
    const number = index + 1;
    const one = pressable(async () => {
      if (!await on.rate(number)) return;
      buttons.forEach((other) => other.setAttribute("aria-pressed", other === one));
      label(thanks, "ui_handover_thanks");
      panel.scrollIntoView({ block: "nearest" });
    }, icon(face), label(make("span"), `ui_handover_rate_${number}`));
    one.className = "face";
    one.setAttribute("aria-pressed", number === rating);
    return one;
  });
  const fieldset = make("fieldset", "", make("legend", "", title), make("div", "faces", ...buttons));
  panel.replaceChildren(fieldset, thanks,
    make("div", "row", button("ui_save", on.save), button("ui_handover_close", on.close)));
  panel.setAttribute("aria-labelledby", title.id);
  panel.hidden = false;
}
