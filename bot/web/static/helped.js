/** "Did this help?" under an answer: one tap, and after "no" what was wrong. */

import * as api from "./api.js";
import { icon } from "./icons.js";
import { label, make, pressable, reason as why } from "./page.js";
import { save } from "./store.js";

const ANSWERS = /^(?:answered|refer|not_in_sources)$/;
const REASONS = ["wrong", "unclear", "other", "missing"];
const LONGEST = 500;

const word = (key) => label(make("span"), key);
const mark = (button, pressed) => button.setAttribute("aria-pressed", pressed);

/** What was wrong: one of four reasons, and words of one's own. `rate` sends it. */
function reasons(rate, done) {
  const words = make("textarea");
  words.rows = 2;
  words.maxLength = LONGEST;
  words.dir = "auto";
  let reason;
  const send = () => rate({ rating: "bad", reason, text: words.value.trim() || undefined });
  const buttons = REASONS.map((key) => {
    const button = pressable(async () => {
      reason = key;
      if (await send()) buttons.forEach((other) => mark(other, other === button));
    }, word(`ui_rate_${key}`));
    mark(button, false);
    return button;
  });
  return [label(make("p"), "ui_rate_what"), make("div", "row", ...buttons),
    make("label", "", word("ui_rate_more"), words),
    pressable(async () => { if (await send()) done(); }, icon("i-send"), word("ui_send"))];
}

/**
 * The question under a message.
 *
 * @param {object} session whose `rated` has the ratings by number of the message
 * @returns {HTMLElement[]} nothing under what is no answer
 */
export function question(session, { seq, answer }) {
  if (!ANSWERS.test(answer?.status)) return [];
  const status = make("span", "note");
  status.setAttribute("role", "status");
  const panel = make("div", "why bubble");
  const show = (open) => {
    panel.hidden = !open;
    bad.setAttribute("aria-expanded", open);
    for (const [button, of] of [[good, "good"], [bad, "bad"]]) mark(button, session.rated[seq] === of);
  };
  const rate = async (body) => {
    try {
      await api.rateAnswer(session, seq, body);
      session.rated[seq] = body.rating;
      save(session);
      label(status, "ui_rate_thanks");
      return true;
    } catch (error) {
      return void label(status, why(error));
    }
  };
  const good = pressable(async () => { if (await rate({ rating: "good" })) show(false); },
    icon("i-good"), word("ui_rate_good"));
  const bad = pressable(async () => {
    const again = session.rated[seq] === "bad";
    if (again || await rate({ rating: "bad" })) show(!again || panel.hidden);
    // Below what is seen nobody would find it.
    if (!panel.hidden) panel.scrollIntoView({ block: "nearest" });
  }, icon("i-bad"), word("ui_rate_bad"));
  panel.append(...reasons(rate, () => {
    show(false);
    bad.focus();
  }));
  show(false);
  const asked = word("ui_rate");
  asked.id = `rate-${seq}`;
  const element = make("div", "rate", asked, good, bad, status);
  element.setAttribute("role", "group");
  element.setAttribute("aria-labelledby", asked.id);
  return [element, panel];
}
