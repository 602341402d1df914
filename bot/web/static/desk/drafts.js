/**
 * What is written and not yet with the server, kept in the browser: it survives a reload or a
 * crash. One entry a case, so that two tabs do not overwrite each other's.
 */

import { state } from "./store.js";

const PREFIX = "monineuvo-desk:";
const key = (id) => `${PREFIX}${state.user?.id}:${id}`;
const EMPTY = { text: "", note: "", outbox: [] };

/** The draft of a case: {text, note, outbox}. */
export function read(id) {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(key(id)) ?? "{}") };
  } catch {
    return { ...EMPTY };
  }
}

/** Changes parts of a case's draft; one without content is removed. */
export function change(id, parts) {
  const draft = { ...read(id), ...parts };
  try {
    if (draft.text || draft.note || draft.outbox.length) {
      localStorage.setItem(key(id), JSON.stringify(draft));
    } else {
      localStorage.removeItem(key(id));
    }
  } catch {
    // The browser keeps nothing for us: the text is still in its box.
  }
}

/** Forgets a case's draft. */
export function forget(id) {
  localStorage.removeItem(key(id));
}

const own = () => Object.keys(localStorage).filter((name) => name.startsWith(key("")));

/** Whether anything of this user is unsent. */
export const any = () => own().length > 0;

/** Forgets everything of this user. */
export function forgetAll() {
  for (const name of own()) localStorage.removeItem(name);
}

/** The cases of this user with messages that wait to be sent. */
export function unsent() {
  return own().map((name) => name.slice(key("").length)).filter((id) => read(id).outbox.length);
}
