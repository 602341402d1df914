/** Internal notes: the client never sees them. */

import * as api from "./api.js";
import { area, field, make, notice, say, text, words } from "./dom.js";
import { refreshCase } from "./case.js";
import * as drafts from "./drafts.js";
import { explain } from "./session.js";
import { clock } from "./time.js";

const by = (note) => note.by?.first_name ?? note.by ?? say("from_system");

/** The notes of a case and the box for a new one. */
export function build(open) {
  const list = open.notes.map((note) => make("li", "",
    make("p", "small", `${by(note)} ${clock(note.at)}`), words("p", "said", note.text)));
  const box = area("note", 2);
  box.id = "note";
  box.value = drafts.read(open.id).note;
  box.addEventListener("input", () => drafts.change(open.id, { note: box.value }));
  const form = make("form", "", field("note_new", box), text("button", "", "note_add"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = box.value.trim();
    if (!said) return;
    try {
      await api.addNote(open.id, said);
      drafts.change(open.id, { note: "" });
      box.value = "";
      await refreshCase();
      document.getElementById("note")?.focus();
    } catch (error) {
      notice(explain(error));
    }
  });
  const element = make("ul", "notes", ...list);
  element.setAttribute("role", "list");
  return make("section", "box", text("h3", "", "notes"), text("p", "small", "notes_help"), element, form);
}
