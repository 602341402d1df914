/** What the desk's modules share: who is signed in, the queue, the open case; and telling of it. */

export const state = {
  // Who is signed in, or was until the session ended: their drafts are kept for them.
  user: null,
  // Empty while nobody is signed in.
  csrf: "",
  queue: { waiting: [], requests: [], mine: [], colleagues: [] },
  open: null,
  connected: false,
};

const listeners = new Map();

/** Calls a function whenever something of this name has changed. */
export function on(name, react) {
  if (!listeners.has(name)) listeners.set(name, []);
  listeners.get(name).push(react);
}

/** Tells everyone who listens. */
export function emit(name, detail) {
  for (const react of listeners.get(name) ?? []) react(detail);
}

/** Whether the one signed in has a role. */
export const hasRole = (...roles) => roles.some((role) => state.user?.roles.includes(role));

/** Whether the case is the user's own and open. */
export const isMine = (row) => row?.state === "taken" && row.taken_by?.id === state.user?.id;

/** Every row of the queue, in the order in which it is shown. */
export const rows = () => [...state.queue.mine, ...state.queue.waiting, ...state.queue.requests];
