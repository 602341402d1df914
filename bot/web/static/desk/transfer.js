/** Giving a case on: to a colleague, to another municipality, or back to the queue. */

import * as api from "./api.js";
import {
  area, button, byId, config, dialog, field, languageHere, make, municipality, notice, say, text,
} from "./dom.js";
import { leaveCase } from "./case.js";
import { explain } from "./session.js";
import { emit, isMine, state } from "./store.js";

/** A form in a dialog that does one thing with the server and closes when that is done. */
export function ask(title, act, key, ...content) {
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const go = text("button", "primary", key);
  const form = make("form", "", ...content, problem,
    make("div", "row", button("cancel", () => box.close()), go));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await act(new FormData(form));
      box.close();
      // The button that had opened it may be gone.
      if (document.activeElement === document.body) byId("case-title")?.focus();
    } catch (error) {
      problem.textContent = explain(error);
    } finally {
      go.disabled = false;
    }
  });
  const box = dialog(title, form);
  return box;
}

const languages = (codes) => codes.map(languageHere).join(", ");

function targets() {
  const menu = Object.assign(document.createElement("select"), { name: "to", required: true });
  const people = make("optgroup");
  people.label = say("colleagues");
  const sorted = [...state.queue.colleagues].filter((one) => one.id !== state.user.id)
    .sort((a, b) => b.on_duty - a.on_duty || a.first_name.localeCompare(b.first_name));
  for (const one of sorted) {
    const duty = say(one.on_duty ? "on_duty" : "away");
    people.append(new Option(`${one.first_name} (${duty}; ${languages(one.languages)})`, one.id));
  }
  const places = make("optgroup");
  places.label = say("municipalities");
  for (const { id } of config.municipalities) {
    if (id !== state.open.municipality) places.append(new Option(municipality(id), `municipality:${id}`));
  }
  menu.append(new Option(say("choose"), ""));
  for (const group of [people, places]) if (group.children.length) menu.append(group);
  return menu;
}

function gone(key) {
  leaveCase();
  emit("catch-up");
  notice(say(key), "done");
}

/** Asks to whom and gives the case on. */
export function openTransfer() {
  if (!isMine(state.open)) return;
  const { id } = state.open;
  ask("transfer", async (said) => {
    const note = said.get("note").trim();
    await api.transfer(id, { to: said.get("to"), ...(note && { note }) });
    gone("transferred");
  }, "transfer", text("p", "soft", "transfer_help"), field("transfer_to", targets()),
  field("note_optional", area("note")));
}

/** Asks for a note and gives the case back to the queue. */
export function openRelease() {
  if (!isMine(state.open)) return;
  const { id } = state.open;
  ask("release", async (said) => {
    await api.release(id, said.get("note").trim());
    gone("released");
  }, "release", text("p", "soft", "release_help"), field("note_optional", area("note")));
}
