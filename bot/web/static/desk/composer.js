/** The counsellor's message box: its draft is kept, it grows, it sends on Enter. */

import * as api from "./api.js";
import { button, byId, field, make, say, text } from "./dom.js";
import * as drafts from "./drafts.js";
import { tell } from "./live.js";
import { send } from "./outbox.js";
import { on, state } from "./store.js";

const LIMIT = 2000;
const TYPING_EVERY = 3000;
let typed = 0;

function grow(box) {
  box.rows = 2;
  const line = parseFloat(getComputedStyle(box).lineHeight) || 24;
  box.rows = Math.max(2, Math.min(8, Math.floor((box.scrollHeight - 12) / line)));
}

function tellTyping(id) {
  if (Date.now() - typed < TYPING_EVERY) return;
  typed = Date.now();
  if (!tell({ event: "typing", case: id })) api.typing(id).catch(() => {});
}

/** The box for a case that is the counsellor's own. */
export function composer(open) {
  const box = Object.assign(document.createElement("textarea"), { id: "reply", rows: 2 });
  box.dir = "auto";
  box.lang = open.language;
  box.value = drafts.read(open.id).text;
  const count = make("span", "small");
  count.setAttribute("role", "status");
  const form = make("form", "composer", field("reply", box),
    make("div", "row", text("span", "small", "reply_hint"), count, text("button", "primary", "send")));
  const length = () => [...box.value.trim()].length;
  box.addEventListener("input", () => {
    drafts.change(open.id, { text: box.value });
    grow(box);
    count.textContent = length() > LIMIT - 200 ? `${length()} / ${LIMIT}` : "";
    if (box.value) tellTyping(open.id);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") byId("case-title").focus();
    // While a word is being composed Enter only ends the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = box.value.trim();
    box.focus();
    if (!said) return;
    if (length() > LIMIT) {
      count.textContent = say("too_long", { n: LIMIT });
      return;
    }
    // First into the outbox, then out of the box: never in neither.
    send(open.id, { text: said }, said, open.language);
    box.value = "";
    drafts.change(open.id, { text: "" });
    count.textContent = "";
    grow(box);
  });
  requestAnimationFrame(() => grow(box));
  return form;
}

/** Puts a text into the box, after what is there, to be changed before it is sent. */
export function put(words) {
  const box = byId("reply");
  if (!box) return;
  box.value = box.value.trim() ? `${box.value.trim()}\n\n${words}` : words;
  box.dispatchEvent(new Event("input"));
  box.focus();
}

/** Lets others ask for the box; called once. */
export function setUp() {
  on("reply", () => byId("reply")?.focus());
  on("put", put);
}

/** What stands in the place of the box while the case is not the counsellor's own. */
export function instead(open, claim) {
  if (open.state === "waiting") {
    return make("div", "composer row", text("p", "", "claim_first"), button("claim", claim, "primary"));
  }
  if (open.state === "taken") {
    return make("p", "composer soft", say("taken_by", { name: open.taken_by?.first_name ?? "" }));
  }
  return make("p", "composer soft", say(`state_${open.state}`));
}
