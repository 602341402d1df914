/** The open case: getting it, claiming it, and keeping it in step with the server. */

import * as api from "./api.js";
import { announce, byId, config, notice, say } from "./dom.js";
import * as drafts from "./drafts.js";
import { tell } from "./live.js";
import { show as showPane } from "./panes.js";
import { explain } from "./session.js";
import { emit, isMine, on, rows, state } from "./store.js";

const CODE = /^#([0-9A-Z]{4}-[0-9A-Z]{4})$/;
let opening = 0;
let fetching = null;
let told = 0;

/** Opens a case and puts the focus on its heading. */
export async function openCase(id) {
  const turn = ++opening;
  notice("");
  try {
    const got = await api.getCase(id, config.language);
    if (turn !== opening) return false;
    // First the pane: what is not seen can't be scrolled.
    showPane("case");
    take(got);
    byId("case-title").focus();
    return true;
  } catch (error) {
    notice(explain(error));
    return false;
  }
}

function take(got) {
  const again = state.open?.id === got.id ? state.open : null;
  const { messages, ...data } = got;
  const all = new Map([...(again?.messages ?? []), ...messages.map((one) => [one.seq, one])]);
  state.open = { ...data, messages: all, typing: again?.typing ?? 0 };
  if (!again) told = 0;
  history.replaceState(null, "", `#case=${got.id}`);
  if (["closed", "withdrawn"].includes(got.state)) drafts.forget(got.id);
  emit("opened");
  read();
}

/** Closes the case's view; the case itself stays as it is. */
export function leaveCase() {
  opening++;
  state.open = null;
  history.replaceState(null, "", location.pathname);
  emit("opened");
  showPane("queue");
}

/** Gets the case anew after something has changed in it. */
export async function refreshCase() {
  const id = state.open?.id;
  if (!id) return;
  const turn = opening;
  try {
    const got = await api.getCase(id, config.language);
    if (turn === opening && state.open?.id === id) take(got);
  } catch (error) {
    if (turn === opening && [403, 404].includes(error.status)) {
      leaveCase();
      notice(say("case_gone"));
    }
  }
}

const last = () => Math.max(0, ...state.open.messages.keys());

/** Adds messages to the open case; those that are there already are not added again. */
export function receive(messages) {
  for (const message of messages) state.open.messages.set(message.seq, message);
  if (messages.some((message) => message.from === "client")) state.open.typing = 0;
  emit("messages");
  read();
}

/** Gets what came after the last message; one request at a time, and never with a gap. */
export function catchUp() {
  const id = state.open?.id;
  if (!id) return Promise.resolve();
  fetching ??= api.getMessages(id, last(), config.language).then(({ messages }) => {
    if (state.open?.id === id && messages.length) receive(messages);
  }).catch((error) => {
    if ([403, 404].includes(error.status)) refreshCase();
  }).finally(() => { fetching = null; });
  return fetching;
}

function marks({ event, seq }) {
  const client = { ...state.open.client };
  const key = event === "read" ? "read" : "got";
  client[key] = Math.max(client[key] ?? 0, seq);
  client.got = Math.max(client.got ?? 0, client.read ?? 0);
  state.open.client = client;
  emit("messages");
}

async function heard({ event, case: id, id: changed, message, seq }) {
  if (!state.open || (id ?? changed) !== state.open.id) return;
  if (event === "case") await refreshCase();
  if (event === "typing") typing();
  if (event === "read" || event === "delivered") marks({ event, seq });
  if (event !== "message") return;
  // A gap, or one without its retelling: what the server has is asked for.
  const next = message && message.seq === last() + 1 && "retold" in message;
  if (next) {
    receive([message]);
    return;
  }
  // One that is under way may have been asked for too early.
  await fetching;
  await catchUp();
}

function typing() {
  state.open.typing = Date.now();
  emit("messages");
  setTimeout(() => emit("messages"), 6000);
}

/** Tells the server how far the case has been read, if somebody is looking at it. */
function read() {
  const { open } = state;
  if (!open || !isMine(open) || document.hidden) return;
  const seq = last();
  if (seq <= told) return;
  told = seq;
  if (!tell({ event: "read", case: open.id, seq })) api.markRead(open.id, seq).catch(() => {});
  const row = state.queue.mine.find((one) => one.id === open.id);
  if (row) row.unread = 0;
  emit("queue");
}

/** Takes a case; says who won if another was faster. */
export async function claim(id) {
  notice("");
  try {
    const got = await api.claim(id);
    opening++;
    showPane("case");
    take(got);
    announce(say("claimed"));
    emit("catch-up");
    emit("reply");
  } catch (error) {
    notice(error.status === 409 ? await winner(id, error) : explain(error));
    emit("catch-up");
    if (state.open?.id === id) refreshCase();
  }
}

async function winner(id, error) {
  const name = error.body.taken_by?.first_name
    ?? await api.getCase(id, config.language).then((got) => got.taken_by?.first_name, () => "");
  return name ? say("claim_lost", { name }) : error.detail;
}

/** The case of the address: after a reload its id, from an e-mail its code. */
async function fromAddress() {
  const code = CODE.exec(location.hash)?.[1];
  const found = code && await api.findCases({ q: code }).catch(() => null);
  const id = code ? found?.cases.find((row) => row.code === code)?.id
    : new URLSearchParams(location.hash.slice(1)).get("case");
  if (id && id !== state.open?.id) await openCase(id);
  else if (code && !id) notice(say("case_gone"));
}

/** Makes the open case follow what happens; called once. */
export function setUp() {
  on("event", heard);
  on("catch-up", catchUp);
  on("visible", () => {
    read();
    catchUp();
  });
  on("language", refreshCase);
  on("signed-in", () => (state.open ? refreshCase() : fromAddress()));
  addEventListener("hashchange", fromAddress);
  return fromAddress();
}

/** The next case that waits, first the urgent ones as the server sorts them. */
export const nextWaiting = () => rows().find((row) => row.state === "waiting");
