/** The server's desk API. Nothing here knows of the page. */

import { emit, state } from "./store.js";

const TIMEOUT = 25000;

/** What went wrong; status 0 means that no answer came. `detail` is the server's advice. */
export class ApiError extends Error {
  constructor(status, body = {}, retryAfter = 0) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.detail = body.detail ?? "";
    this.retryAfter = retryAfter;
  }

  /** Worth trying again with the same id. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new ApiError(response.status, body, Number(response.headers.get("Retry-After")) || 0);
}

/**
 * Asks the desk API.
 *
 * @param {string} path after /desk/api
 * @param {{method?: string, body?: object}} options
 * @returns {Promise<any>} the JSON, or null where there is none
 */
export async function request(path, { method = "GET", body } = {}) {
  const headers = {};
  if (method !== "GET") headers["X-CSRF-Token"] = state.csrf;
  if (body) headers["Content-Type"] = "application/json";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const response = await fetch(`/desk/api${path}`, {
      method, headers, body: body && JSON.stringify(body), signal: stop.signal,
      cache: "no-store", credentials: "same-origin",
    });
    if (!response.ok) throw await problemOf(response);
    const json = response.status !== 204 && response.headers.get("Content-Type")?.includes("json");
    const got = json ? await response.json() : null;
    emit("reached", true);
    return got;
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(0);
    if (!known.status) emit("reached", false);
    if (known.status === 401 && path !== "/session") emit("signed-out");
    throw known;
  } finally {
    clearTimeout(timer);
  }
}

const query = (values) => {
  const kept = Object.entries(values).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  return new URLSearchParams(kept).toString();
};
const one = (id, rest = "") => `/cases/${encodeURIComponent(id)}${rest}`;
const post = (path, body = {}) => request(path, { method: "POST", body });

export const getSession = () => request("/session");
export const signIn = (body) => post("/session", body);
export const signOut = () => request("/session", { method: "DELETE" });
export const putMe = (body) => request("/me", { method: "PUT", body });
export const getTexts = (language) => request(`/texts?${query({ language })}`);

export const getQueue = () => request("/queue");
export const findCases = (values) => request(`/cases?${query(values)}`);
export const getCase = (id, language) => request(one(id, `?${query({ language })}`));
export const getMessages = (id, after, language) =>
  request(one(id, `/messages?${query({ after, language })}`));
export const claim = (id) => post(one(id, "/claim"));
export const release = (id, note) => post(one(id, "/release"), note ? { note } : {});
export const send = (id, body) => post(one(id, "/messages"), body);
export const markRead = (id, seq) => post(one(id, "/read"), { seq });
export const typing = (id) => post(one(id, "/typing"));
export const addNote = (id, text) => post(one(id, "/notes"), { text });
export const askContact = (id, kind) => post(one(id, "/ask-contact"), { kind });
export const transfer = (id, body) => post(one(id, "/transfer"), body);
export const close = (id, body) => post(one(id, "/close"), body);
export const getReplies = (values) => request(`/replies?${query(values)}`);

export const getServices = () => request("/services");
export const putService = (id, body) =>
  request(`/services/${encodeURIComponent(id)}`, { method: "PUT", body });
export const getAudit = (before) => request(`/audit?${query({ before })}`);
export const getItems = () => request("/items");
export const itemDone = (id) => post(`/items/${encodeURIComponent(id)}/done`);
export const getRated = (language) => request(`/rated?${query({ language })}`);
export const ratedDone = (id) => post(`/rated/${encodeURIComponent(id)}/done`);
export const getFeedback = () => request("/feedback");
export const feedbackAnswered = (id) => post(`/feedback/${encodeURIComponent(id)}/answered`);
export const getFigures = (values) => request(`/figures?${query(values)}`);
export const figuresFile = (values) => `/desk/api/figures.csv?${query(values)}`;

/** The WebSocket of everything that happens at the desk. */
export function events() {
  const url = new URL("/desk/api/events", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url.href);
}
