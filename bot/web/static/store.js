/**
 * What outlives a reload in this tab: the key to the conversation and what is not yet sent.
 * sessionStorage, so that on a shared computer it is gone when the tab is closed.
 */

const KEY = "monineuvo";

/**
 * @typedef {object} Entry a message of the client that the server's own copy has not replaced yet
 * @property {string} id UUID, the same at each try
 * @property {string} [text] what was typed, or:
 * @property {string} [choice] the value of a chosen option
 * @property {string} label what is shown
 * @property {string} language of the page when it was written
 * @property {boolean} [quiet] whether it is the choice of a language, which is not shown
 * @property {"sending"|"failed"|"sent"} state
 * @property {boolean} [tried] whether it has been under way at all
 * @property {boolean} [offline] whether it failed because there was no connection
 * @property {number} [at] where it stands among the server's numbers, once it is acknowledged
 */

const EMPTY = { id: "", token: "", cursor: 0, language: "", explicit: false, draft: "" };

/** What belongs to one conversation and goes with it: the handover's form, the marks, ratings. */
export const fresh = () => ({ handover: {}, marks: {}, quiet: [], rated: {} });

/** The session of this tab; a new one where there is none or it can't be read. */
export function load() {
  try {
    return { ...EMPTY, outbox: [], ...fresh(), ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return { ...EMPTY, outbox: [], ...fresh() };
  }
}

/** Keeps the session. A browser that refuses to store loses only what a reload would need. */
export function save(session) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch { /* storage is full or switched off */ }
}

/** A UUID. randomUUID exists only on https, and a test server may not have it. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
