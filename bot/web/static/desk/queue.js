/** The queue: who waits, requests with their due dates, and the counsellor's own cases. */

import * as api from "./api.js";
import { claim, openCase } from "./case.js";
import {
  button, byId, config, field, languageHere, languageName, make, municipality, say, select, text, tick, words,
} from "./dom.js";
import * as history from "./history.js";
import { arrived } from "./notify.js";
import { emit, hasRole, isMine, on, rows, state } from "./store.js";
import { clock, past, since } from "./time.js";

const COUNT_EVERY = 5000;
const LISTS = [["mine", "queue_mine"], ["waiting", "queue_waiting"], ["requests", "queue_requests"]];
const chosen = { municipality: "", language: "", mine: false };
const shown = new Map();
let lists = {};
let asking = null;

const fits = (row) => (!chosen.municipality || row.municipality === chosen.municipality)
  && (!chosen.language || row.language === chosen.language)
  && (!chosen.mine || row.in_my_language || isMine(row));

/** Gets the queue and shows it; one request at a time. */
export function refresh() {
  if (!hasRole("counsellor")) return Promise.resolve();
  asking ??= api.getQueue().then((queue) => {
    const before = state.queue;
    // What is in front of one is read, though the server may hear of it only now.
    for (const row of queue.mine) if (row.id === state.open?.id && !document.hidden) row.unread = 0;
    state.queue = { ...before, ...queue };
    arrived(before, state.queue);
    emit("queue");
  }).catch((error) => {
    if (error.status && error.status !== 401) throw error;
  }).finally(() => { asking = null; });
  return asking;
}

function badges(row) {
  const made = [];
  if (row.danger) made.push(make("span", "badge danger", say(`danger_${row.danger}`) || say("danger")));
  else if (row.priority) made.push(text("span", "badge danger", "urgent"));
  if (row.state === "taken" && !isMine(row)) {
    made.push(make("span", "badge", say("taken_by", { name: row.taken_by?.first_name ?? "" })));
  }
  if (row.in_my_language) made.push(text("span", "badge own", "in_my_language"));
  if (row.interpreter) {
    const language = languageHere(row.interpreter);
    made.push(make("span", "badge", say("interpreter_to", { language })));
  }
  return made;
}

function times(row) {
  const made = [];
  if (row.state === "waiting" && row.requested_at && !row.out_of_hours) {
    made.push(make("span", "waited", say("waited", { time: since(row.requested_at) })));
  }
  if (row.due_at && row.state !== "closed") {
    const late = past(row.due_at);
    made.push(make("span", late ? "late" : "", say(late ? "due_late" : "due", { time: clock(row.due_at) })));
  }
  if (row.state === "closed") made.push(make("span", "", say("state_closed")));
  return made;
}

const dotted = (parts) => parts.flatMap((part, index) => (index ? [" · ", part] : [part]));

/** What a row of a case shows; the same in the queue and in the history. */
export function rowContent(row) {
  // Of a case that nobody has, everything is unread: only one's own are counted.
  const unread = row.unread && isMine(row)
    ? make("span", "count", String(row.unread), make("span", "hidden", ` ${say("unread")}`)) : null;
  const where = dotted([languageName(row.language), municipality(row.municipality),
    ...(row.meeting ? [say(`meeting_${row.meeting}`)] : [])]);
  const marks = badges(row);
  return [
    make("span", "row-head", words("strong", "matter", row.matter || say("matter_unknown"), config.language), unread),
    marks.length ? make("span", "marks", ...marks) : null,
    make("span", "where", make("span", "", ...where), make("span", "code", row.code)),
    make("span", "when", ...dotted(times(row))),
  ];
}

function item(row) {
  let kept = shown.get(row.id);
  if (!kept) {
    const open = make("button", "row-open");
    open.type = "button";
    open.dataset.case = row.id;
    open.addEventListener("click", () => openCase(row.id));
    kept = { open, element: make("li", "", open), claim: null, said: "" };
    shown.set(row.id, kept);
  }
  const said = JSON.stringify([row, times(row).map((one) => one.textContent), config.language]);
  if (said !== kept.said) {
    kept.said = said;
    kept.open.replaceChildren(...rowContent(row).filter(Boolean));
    const free = row.state === "waiting";
    if (free && !kept.claim) {
      kept.claim = button("claim", () => claim(row.id), "claim");
      kept.element.append(kept.claim);
    } else if (!free && kept.claim) {
      kept.claim.remove();
      kept.claim = null;
    }
    kept.claim?.setAttribute("aria-label", `${say("claim")}: ${row.matter || row.code}`);
  }
  kept.open.setAttribute("aria-current", state.open?.id === row.id);
  kept.element.className = `${row.priority ? "first " : ""}${kept.claim ? "free" : ""}`;
  return kept.element;
}

function draw() {
  // On the other pages the queue is known, for new cases are told of, and not seen.
  if (!lists.mine) return;
  const focused = document.activeElement?.dataset?.case;
  const ids = new Set(rows().map((row) => row.id));
  for (const [id] of shown) if (!ids.has(id)) shown.delete(id);
  for (const [name] of LISTS) {
    const fitting = state.queue[name].filter((row) => name === "mine" || fits(row));
    const part = lists[name];
    part.count.textContent = String(fitting.length);
    part.list.replaceChildren(...fitting.map(item));
    part.empty.hidden = fitting.length > 0;
    const hidden = state.queue[name].length - fitting.length;
    part.hidden.textContent = hidden ? say("filtered", { n: hidden }) : "";
  }
  const waiting = state.queue.waiting.length;
  byId("pane-count").hidden = !waiting;
  byId("pane-count").textContent = String(waiting);
  if (focused) shown.get(focused)?.open.focus({ preventScroll: true });
}

function part(name, key) {
  const count = make("span", "count", "0");
  const empty = text("p", "soft", `empty_${name}`);
  const hidden = make("p", "soft");
  const list = make("ul", "rows");
  list.setAttribute("role", "list");
  lists[name] = { count, list, empty, hidden };
  const heading = make("h3", "", text("span", "", key), " ", count);
  return make("section", `part ${name}`, heading, list, empty, hidden);
}

function filters() {
  const own = state.user.municipalities;
  const places = config.municipalities.filter((one) => !own.length || own.includes(one.id));
  const place = select("municipality", [["", say("all_municipalities")],
    ...places.map((one) => [one.id, municipality(one.id)])], chosen.municipality);
  const language = select("language", [["", say("all_languages")],
    ...Object.entries(config.names ?? {})], chosen.language);
  const mine = tick("checkbox", "mine", "1", "only_mine", chosen.mine);
  const box = make("details", "filters", text("summary", "", "filters"),
    field("municipality", place), field("language", language), mine);
  box.open = Object.values(chosen).some(Boolean);
  box.addEventListener("change", () => {
    chosen.municipality = place.value;
    chosen.language = language.value;
    chosen.mine = mine.querySelector("input").checked;
    draw();
  });
  return box;
}

function build() {
  shown.clear();
  const title = text("h2", "pane-title", "queue_title");
  title.id = "queue-title";
  const live = make("div", "", filters(), ...LISTS.map(([name, key]) => part(name, key)));
  byId("queue").replaceChildren(title, history.build(live), live);
  draw();
}

/** The buttons of the rows in their order, for moving with the keyboard. */
export const rowButtons = () => [...byId("queue").querySelectorAll(".row-open")]
  .filter((element) => element.offsetParent !== null);

/** Makes the queue work; called once, after signing in. */
export function setUp() {
  const seen = document.body.dataset.view === "queue";
  if (seen) build();
  on("language", () => {
    if (seen) build();
    refresh();
  });
  on("opened", draw);
  on("queue", draw);
  on("catch-up", refresh);
  on("event", ({ event }) => { if (["queue", "case", "message"].includes(event)) refresh(); });
  setInterval(draw, COUNT_EVERY);
  return refresh();
}
