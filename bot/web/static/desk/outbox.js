/** Messages between "send" and the server's answer; they are sent until it has them. */

import * as api from "./api.js";
import { notice } from "./dom.js";
import * as drafts from "./drafts.js";
import { receive } from "./case.js";
import { explain } from "./session.js";
import { emit, on, state } from "./store.js";

// Each entry: {id, body: {text} or {reply}, text, language, after}. States are not kept.
const states = new Map();
const keys = new Map();
const busy = new Set();

/** Puts a message into the outbox and sends it. */
export function send(caseId, body, text, language) {
  const { outbox } = drafts.read(caseId);
  const after = Math.max(0, ...state.open.messages.keys());
  const entry = { id: crypto.randomUUID(), body, text, language, after };
  drafts.change(caseId, { outbox: [...outbox, entry] });
  flush(caseId);
}

/** Sends what waits, one after the other, so that the order is kept. */
export async function flush(caseId) {
  if (busy.has(caseId)) return;
  busy.add(caseId);
  try {
    for (let entry; (entry = next(caseId));) {
      states.set(entry.id, "sending");
      emit("messages");
      const message = await api.send(caseId, { id: entry.id, ...entry.body });
      keys.set(`${caseId}:${message.seq}`, entry.id);
      done(caseId, entry.id);
      if (state.open?.id === caseId) receive([{ retold: null, ...message }]);
    }
  } catch (error) {
    const entry = drafts.read(caseId).outbox[0];
    if (entry) states.set(entry.id, "failed");
    if (error.status && error.status !== 401) notice(explain(error));
    emit("messages");
  } finally {
    busy.delete(caseId);
  }
}

const next = (caseId) => drafts.read(caseId).outbox[0];

function done(caseId, id) {
  states.delete(id);
  drafts.change(caseId, { outbox: drafts.read(caseId).outbox.filter((entry) => entry.id !== id) });
}

/** The server's messages and the unsent ones, in order, as chat.js draws them. */
export function items(open) {
  const said = [...open.messages.values()].sort((a, b) => a.seq - b.seq);
  const entries = drafts.read(open.id).outbox;
  const arrived = new Set();
  for (const entry of entries) {
    // The socket may bring the copy before the request is answered: it is not shown twice.
    const copy = said.find((message) => message.from === "counsellor" && message.seq > entry.after
      && message.text.trim() === entry.text.trim() && !arrived.has(message.seq));
    if (!copy) continue;
    arrived.add(copy.seq);
    keys.set(`${open.id}:${copy.seq}`, entry.id);
  }
  const copied = new Set([...keys.entries()]
    .filter(([key]) => said.some((message) => key === `${open.id}:${message.seq}`))
    .map(([, id]) => id));
  const unsent = entries.filter((entry) => !copied.has(entry.id)).map((entry) => ({
    key: entry.id, from: "counsellor", author: { name: state.user.first_name }, text: entry.text,
    language: entry.language, state: states.get(entry.id) ?? "sending",
  }));
  const there = said.map((message) => ({
    ...message, key: keys.get(`${open.id}:${message.seq}`) ?? `s${message.seq}`,
  }));
  return [...there, ...unsent];
}

/** Sends what waits whenever there is a connection again, also for cases that are not open. */
export function setUp() {
  const all = () => { for (const id of drafts.unsent()) flush(id); };
  on("catch-up", () => { if (navigator.onLine) all(); });
  on("signed-in", all);
  all();
}
