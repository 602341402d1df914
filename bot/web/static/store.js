/**
 * What outlives a reload in this tab: the key to the conversation and what is not yet sent.
 * sessionStorage, so that on a shared computer it is gone when the tab is closed; only the key
 * stays a little longer, so that who closed the page by mistake can go on.
 */

const KEY = "monineuvo";
// The desk may be used in the same browser; what it keeps is the counsellor's.
const DESK = "monineuvo-desk";
// The texts (ui_resume_on) say this too.
const GO_ON = 30 * 60 * 1000;

// Whoever left quickly must find nothing, whatever is still under way in the page.
let wiped = false;
// A page that is kept for "back" must not write what it still holds over what came after it.
let asleep = false;
let left = null;

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

/** What belongs to one conversation and goes with it: the form, the marks, ratings, the place, the last
 * message that was in sight. */
export const fresh = () => ({ handover: {}, marks: {}, quiet: [], rated: {}, place: null, seen: 0 });

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
  if (wiped || asleep) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch { /* storage is full or switched off */ }
}

/** Whether the next page of this tab will have the session. */
export function isKept({ id }) {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)).id === id;
  } catch {
    return false;
  }
}

/** Keeps the key beyond this tab, counted from now. */
export function remember({ id, token, language, handover }, municipality) {
  if (wiped || asleep || !id) return;
  const { known, given } = handover;
  const kept = { id, token, language, municipality, known, given, at: Date.now() };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch { /* storage is full or switched off */ }
}

/** A conversation whose page was closed not long ago, with the time `left` for it; or null. */
export function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    const left = kept ? kept.at + GO_ON - Date.now() : 0;
    if (left > 0 && left <= GO_ON) return { ...kept, left };
    localStorage.removeItem(KEY);
  } catch { /* there is none, or it can't be read */ }
  return null;
}

/** Forgets the key of this conversation; that of a later one stays. */
export function forgetRemembered(id) {
  if (id && remembered()?.id === id) localStorage.removeItem(KEY);
}

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The page goes away; the browser may hold it ready for "back". */
export function sleep() {
  asleep = true;
  left = stored();
}

/**
 * The page is there again. Returns whether all is as it was: another page of this tab may have gone
 * on, begun anew or left since, and then what stands here is old.
 */
export function awake() {
  if (left === null || stored() !== left) return false;
  asleep = false;
  return true;
}

/** Removes everything of the chat from the browser, and stores nothing any more. */
export function wipe() {
  wiped = true;
  for (const kind of ["sessionStorage", "localStorage"]) {
    try {
      for (const name of Object.keys(window[kind])) {
        if (name.startsWith(KEY) && !name.startsWith(DESK)) window[kind].removeItem(name);
      }
    } catch { /* what can't be read has nothing in it */ }
  }
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
