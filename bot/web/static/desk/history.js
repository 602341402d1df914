/** Search in earlier cases; its results stand in the place of the queue until it is closed. */

import * as api from "./api.js";
import { openCase } from "./case.js";
import { button, config, field, input, make, municipality, say, select, text } from "./dom.js";
import { rowContent } from "./queue.js";
import { explain } from "./session.js";
import { state } from "./store.js";

const STATES = ["waiting", "taken", "closed", "withdrawn"];

function result(row) {
  const open = make("button", "row-open", ...rowContent(row));
  open.type = "button";
  open.dataset.case = row.id;
  open.addEventListener("click", () => openCase(row.id));
  return make("li", "", open);
}

function narrow() {
  const own = state.user.municipalities;
  const places = config.municipalities.filter((one) => !own.length || own.includes(one.id));
  return make("details", "filters", text("summary", "", "search_more"),
    field("municipality", select("municipality", [["", say("all_municipalities")],
      ...places.map((one) => [one.id, municipality(one.id)])])),
    field("state", select("state", [["", say("all_states")],
      ...STATES.map((value) => [value, say(`state_${value}`)])])),
    field("from", input({ type: "date", name: "from" })),
    field("to", input({ type: "date", name: "to" })));
}

/**
 * The search form and its results.
 *
 * @param {HTMLElement} queue what is hidden while results are shown
 */
export function build(queue) {
  const box = input({
    type: "search", name: "q", id: "search", autocomplete: "off", placeholder: say("search"),
  });
  const results = make("ul", "rows");
  results.setAttribute("role", "list");
  const found = make("p", "soft");
  found.setAttribute("role", "status");
  const close = button("search_close", () => {
    area.hidden = more.hidden = true;
    queue.hidden = false;
    form.reset();
    box.focus();
  });
  const area = make("div", "results", make("div", "row", found, close), results);
  const more = narrow();
  area.hidden = more.hidden = true;
  box.setAttribute("aria-label", say("search"));
  const form = make("form", "search", box, text("button", "", "search_do"), more);
  form.setAttribute("role", "search");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    area.hidden = more.hidden = false;
    queue.hidden = true;
    try {
      const { cases } = await api.findCases(Object.fromEntries(new FormData(form)));
      results.replaceChildren(...cases.map(result));
      found.textContent = cases.length ? say("search_found", { n: cases.length }) : say("search_none");
    } catch (error) {
      results.replaceChildren();
      found.textContent = explain(error);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !area.hidden) close.click();
  });
  return make("div", "", form, area);
}
