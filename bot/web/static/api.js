/** The server's chat API. Of the page it knows only the language. */

// Longer than the server takes to say "the reply comes later".
const TIMEOUT = 25000;
// How long the server may keep a question for new messages open, in seconds.
const LONG_POLL = 25;

/** What went wrong with a request; status 0 means that no answer came at all. */
export class ApiError extends Error {
  constructor(status, retryAfter = 0) {
    super(`HTTP ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** No connection, or no answer in time. */
  get unreachable() {
    return this.status === 0;
  }

  /** The conversation was deleted or has expired; a token that does not fit is as final. */
  get gone() {
    return this.status === 404 || this.status === 401 || this.status === 403;
  }
}

async function request(path, { method = "GET", token, body, language, timeout = TIMEOUT, stop } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (language) headers["Accept-Language"] = language;
  if (body) headers["Content-Type"] = "application/json";
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, timeout);
  stop?.addEventListener("abort", end);
  try {
    const response = await fetch(path, {
      method, headers, body: body && JSON.stringify(body), signal: ending.signal, cache: "no-store",
    });
    if (!response.ok) {
      throw new ApiError(response.status, Number(response.headers.get("Retry-After")) || 0);
    }
    // The body is read here, because a connection can break in the middle of it too.
    const text = await response.text();
    const json = response.headers.get("Content-Type")?.includes("json");
    return json ? JSON.parse(text) : text;
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener("abort", end);
  }
}

const one = (id) => `/api/conversations/${encodeURIComponent(id)}`;

/** The page's texts in a language, as on a municipality's page: {language, direction, texts}. */
export const getTexts = (language, municipality) =>
  request(`/api/texts?${new URLSearchParams({ language, municipality })}`);

/** Starts a conversation: {id, token, messages}; in the page's language, not the browser's. */
export const create = (body) =>
  request("/api/conversations", { method: "POST", body, language: document.documentElement.lang });

/** Sends {id, text} or {id, choice}; gives the replies that are there already. */
export const send = ({ id, token }, body) =>
  request(`${one(id)}/messages`, { method: "POST", token, body }).then((said) => said.messages);

const inLanguage = (code) => (code ? `&language=${encodeURIComponent(code)}` : "");

/** The messages with a higher number than `after`, where possible in a language. */
export const read = ({ id, token }, after, language) =>
  request(`${one(id)}/messages?after=${after}${inLanguage(language)}`, { token })
    .then((said) => said.messages);

/** The same, but an answer comes only when there is a message, or after a while. */
export const waitFor = ({ id, token }, after, stop) =>
  request(`${one(id)}/messages?after=${after}&wait=${LONG_POLL}`, {
    token, stop, timeout: TIMEOUT + LONG_POLL * 1000,
  }).then((said) => said.messages);

/** Deletes the conversation. */
export const remove = ({ id, token }) => request(one(id), { method: "DELETE", token });

/** Deletes it while the page goes away. */
export function removeInPassing({ id, token }) {
  return fetch(one(id), {
    method: "DELETE", keepalive: true, headers: { Authorization: `Bearer ${token}` },
  });
}

/** The whole conversation as a file: format "text" or "html", where possible in a language. */
export const transcript = ({ id, token }, format, language) =>
  request(`${one(id)}/transcript?format=${format}${inLanguage(language)}`, { token });

/** How an answer was: {rating, reason, text}. */
export const rateAnswer = ({ id, token }, seq, body) =>
  request(`${one(id)}/messages/${seq}/rating`, { method: "POST", token, body });

const handoverOf = (id) => `${one(id)}/handover`;

/** The handover to a counsellor; where a municipality is given, as it would be there. */
export const handover = ({ id, token }, municipality) =>
  request(handoverOf(id) + (municipality ? `?municipality=${encodeURIComponent(municipality)}` : ""),
    { token });

/** Begins a handover: the server makes the summary. */
export const prepare = ({ id, token }) =>
  request(handoverOf(id), { method: "POST", token, body: {} });

/** Sends what the client agreed to, or changes it while it waits. */
export const handOver = ({ id, token }, body) =>
  request(handoverOf(id), { method: "PUT", token, body });

/** Takes the handover back. */
export const takeBack = ({ id, token }) => request(handoverOf(id), { method: "DELETE", token });

/** How the help was: 1 to 3. */
export const rate = ({ id, token }, rating) =>
  request(`${handoverOf(id)}/rating`, { method: "POST", token, body: { rating } });

/**
 * A WebSocket of the messages after `after` and of signals ("is writing", "read" …). A browser can
 * only give the token as a protocol.
 */
export function events({ id, token }, after) {
  const url = new URL(`${one(id)}/events?after=${after}&signals=1`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url.href, ["monineuvo", token]);
}
