/** The right pane: how to reach the client, their wishes, ready replies, notes. */

import * as api from "./api.js";
import { button, byId, config, languageHere, make, notice, say, text, valueName, words } from "./dom.js";
import { build as notes } from "./notes.js";
import { build as replies } from "./replies.js";
import { explain } from "./session.js";
import { on, isMine, state } from "./store.js";
import { dateTime } from "./time.js";

let drawn = "";

/** A titled list of facts; those without a value are left out. */
export function facts(pairs) {
  const list = make("dl", "facts-list");
  for (const [key, value] of pairs) {
    if (value === "" || value === null || value === undefined) continue;
    list.append(text("dt", "", key), make("dd", "", value));
  }
  return list;
}

function link(scheme, value) {
  if (!value) return null;
  const element = make("a", "", value);
  element.href = `${scheme}:${scheme === "tel" ? value.replace(/[^+\d]/g, "") : encodeURIComponent(value)}`;
  element.dir = "ltr";
  return element;
}

async function ask(kind) {
  try {
    await api.askContact(state.open.id, kind);
    notice(say("contact_asked"), "done");
  } catch (error) {
    notice(explain(error));
  }
}

function contact(open) {
  const { phone, email } = open.contact ?? {};
  const list = facts([
    ["meeting", open.meeting && say(`meeting_${open.meeting}`)],
    ["phone", link("tel", phone)],
    ["email", link("mailto", email)],
    ["interpreter", languageHere(open.interpreter)],
    ["wishes", open.wishes && words("span", "", open.wishes, open.language)],
    ["requested", open.requested_at && dateTime(open.requested_at)],
    ["outcome", open.outcome && valueName("outcome", open.outcome)],
    ["outcome_to", open.outcome_to],
    ["agreed", open.agreed && words("span", "", open.agreed)],
    ["rating", open.rating && say(`rating_${open.rating}`)],
  ]);
  const asks = make("div", "row");
  if (isMine(open)) {
    if (!phone) asks.append(button("ask_phone", () => ask("phone")));
    if (!email) asks.append(button("ask_email", () => ask("email")));
  }
  return make("section", "box", text("h3", "", "client"), list, asks);
}

const shape = (open) => JSON.stringify([open.id, open.state, open.taken_by, open.contact, open.meeting,
  open.interpreter, open.wishes, open.notes, open.outcome, open.rating, config.language]);

function draw() {
  const { open } = state;
  const title = text("h2", "pane-title hidden", "side_title");
  title.id = "side-title";
  const side = byId("side");
  if (!open) {
    drawn = "";
    return side.replaceChildren(title, text("p", "soft nothing", "side_none"));
  }
  if (drawn === shape(open)) return null;
  const focused = side.contains(document.activeElement) ? document.activeElement.id : "";
  const kept = drawn && JSON.parse(drawn)[0] === open.id ? side.querySelector(".replies") : null;
  const same = drawn && JSON.parse(drawn).at(-1) === config.language && Boolean(kept) === isMine(open);
  drawn = shape(open);
  const ready = isMine(open) ? ((same && kept) || replies(open)) : null;
  side.replaceChildren(...[title, contact(open), ready, notes(open)].filter(Boolean));
  if (focused) byId(focused)?.focus();
  return null;
}

/** Makes the pane follow the open case; called once. */
export function setUp() {
  on("opened", draw);
  draw();
}
