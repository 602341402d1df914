/** Feedback on accessibility, for administrators: what is to be answered, and by when. */

import * as api from "./api.js";
import { button, languageName, make, municipality, notice, say, text, words } from "./dom.js";
import { explain } from "./session.js";
import { dateTime } from "./time.js";

function contact(one) {
  if (!one.email) return text("p", "small", "feedback_no_email");
  const link = make("a", "", one.email);
  link.href = `mailto:${encodeURIComponent(one.email).replace("%40", "@")}`;
  link.dir = "ltr";
  return make("p", "small", link);
}

function entry(one, answered) {
  const due = say(one.late ? "feedback_late" : "feedback_due", { time: dateTime(one.due_at) });
  const facts = [make("bdi", "code", one.code), one.municipality && municipality(one.municipality),
    languageName(one.language), dateTime(one.created_at)].filter(Boolean);
  const close = button("feedback_answered", answered);
  close.setAttribute("aria-label", `${say("feedback_answered")}: ${one.code}`);
  return make("li", "card", make("p", "", make("span", one.late ? "badge late" : "badge", due)),
    words("p", "said", one.text, one.language),
    one.place && words("p", "small", say("feedback_place", { place: one.place })),
    make("p", "small", ...facts.flatMap((fact, index) => (index ? [" · ", fact] : [fact]))),
    contact(one), close);
}

/** Makes the section; it fills itself. */
export function build() {
  const list = make("ul", "items");
  list.setAttribute("role", "list");
  const empty = make("p", "soft");
  empty.setAttribute("role", "status");
  const title = text("h2", "", "feedback");
  title.tabIndex = -1;
  const fill = async () => {
    try {
      const open = (await api.getFeedback()).feedback;
      list.replaceChildren(...open.map((one) => entry(one, async () => {
        try {
          await api.feedbackAnswered(one.id);
          title.focus();
        } catch (error) {
          notice(explain(error));
        }
        await fill();
      })));
      empty.textContent = open.length ? "" : say("feedback_none");
    } catch (error) {
      notice(explain(error));
    }
  };
  fill();
  return make("section", "figure", title, text("p", "soft", "feedback_help"), empty, list);
}
