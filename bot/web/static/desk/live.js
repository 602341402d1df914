/** Hears what happens: by WebSocket, and by asking every few seconds where that fails. */

import * as api from "./api.js";
import { announce, byId, label, make, say } from "./dom.js";
import { emit, on, state } from "./store.js";

const POLL = 4000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
// A connection that comes back at once is not worth a word.
const SHOW_LOST_AFTER = 2500;
// With this code the server closes the socket of a session that has ended.
const SIGNED_OUT = 4401;

let socket = null;
let pause = FIRST_PAUSE;
let retry = 0;
let lost = 0;
let reached = true;
let shown = "";

/** Sends an event, if the socket is open; returns whether it was. */
export function tell(event) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(event));
  return true;
}

/** Connects, unless it is connected or under way. */
export function connect() {
  clearTimeout(retry);
  if (socket || !state.csrf) return;
  const opened = api.events();
  socket = opened;
  show();
  opened.onopen = () => {
    pause = FIRST_PAUSE;
    state.connected = true;
    tell({ event: "alive" });
    show();
    // What came while there was no connection.
    emit("catch-up");
  };
  opened.onmessage = ({ data }) => {
    if (opened === socket) emit("event", JSON.parse(data));
  };
  opened.onclose = ({ code }) => {
    if (opened !== socket) return;
    socket = null;
    state.connected = false;
    if (code === SIGNED_OUT) return emit("signed-out");
    show();
    emit("catch-up");
    // Not all desks at the same moment after the server has been away.
    retry = setTimeout(connect, pause * (0.75 + Math.random() / 2));
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    return null;
  };
}

/** Disconnects, because nobody is signed in. */
export function disconnect() {
  const open = socket;
  socket = null;
  state.connected = false;
  clearTimeout(retry);
  open?.close();
  show();
}

function situation() {
  if (!state.csrf || (state.connected && reached)) return "";
  return reached ? "connection_slow" : "connection_lost";
}

function show() {
  if (!situation()) draw();
  // Not put off by each further attempt.
  else lost ||= setTimeout(draw, SHOW_LOST_AFTER);
}

function draw() {
  clearTimeout(lost);
  lost = 0;
  const now = situation();
  if (now === shown) return;
  const box = byId("connection");
  box.className = now;
  box.replaceChildren(...(now ? [label(make("p"), now)] : []));
  if (!now && shown === "connection_lost" && state.csrf) announce(say("connection_back"));
  shown = now;
}

/** Tells the server that the desk is there; where there is no socket, by asking for what is new. */
function stay() {
  if (state.csrf && !tell({ event: "alive" })) emit("catch-up");
}

/** Begins to listen; called once. */
export function setUp() {
  on("reached", (is) => {
    if (is === reached) return;
    reached = is;
    show();
    if (is) emit("catch-up");
  });
  // Who reads another window for a while must not lose their cases.
  new Worker(new URL("./tick.js", import.meta.url)).onmessage = stay;
  setInterval(() => { if (!state.connected) stay(); }, POLL);
  addEventListener("offline", () => {
    emit("reached", false);
    // The browser notices a dead connection only after minutes.
    socket?.close();
  });
  addEventListener("online", () => {
    pause = FIRST_PAUSE;
    connect();
    emit("catch-up");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !state.csrf) return;
    pause = FIRST_PAUSE;
    connect();
    emit("visible");
  });
}
