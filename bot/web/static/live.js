/** Hears of new messages: by WebSocket, and by asking every 3 seconds where that fails. */

import * as api from "./api.js";

const POLL = 3000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60000;

/** One conversation's ear. */
export class Live {
  #socket = null;
  #pause = FIRST_PAUSE;
  #retry = 0;
  #poll = 0;
  #asking = null;

  /**
   * @param {{session: object, receive: function(object[]): void, failed: function(ApiError): void}}
   *   parts `session` has id, token and cursor: the number of the last message that was heard
   */
  constructor(parts) {
    this.parts = parts;
  }

  /** Whether messages come by themselves now. */
  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects, unless it is connected or under way. */
  open() {
    const { session, receive } = this.parts;
    clearTimeout(this.#retry);
    if (!session.id || this.#socket) return;
    const socket = api.events(session, session.cursor);
    this.#socket = socket;
    socket.onopen = () => { this.#pause = FIRST_PAUSE; };
    socket.onmessage = (event) => {
      if (socket === this.#socket) receive([JSON.parse(event.data)]);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      // A browser does not say why; asking once tells whether the conversation is gone.
      this.ask();
      // Not all at the same moment after the server has been away.
      this.#retry = setTimeout(() => this.open(), this.#pause * (0.75 + Math.random() / 2));
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    };
  }

  /** Connects without waiting for the pause to end, because something has changed. */
  hurry() {
    this.#pause = FIRST_PAUSE;
    this.open();
  }

  /** Disconnects. */
  close() {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#retry);
    this.expect(false);
    socket?.close();
  }

  /** Asks once for the messages after the last one that was heard. */
  ask() {
    const { session, receive, failed } = this.parts;
    const { id, cursor } = session;
    this.#asking ??= (id ? api.read(session, cursor) : Promise.resolve([]))
      .then((messages) => { if (session.id === id) receive(messages); })
      .catch((error) => { if (session.id === id) failed(error); })
      .finally(() => { this.#asking = null; });
    return this.#asking;
  }

  /** Says whether a reply is awaited; only then it is worth asking again and again. */
  expect(awaited) {
    if (awaited === Boolean(this.#poll)) return;
    clearInterval(this.#poll);
    this.#poll = awaited ? setInterval(() => { if (!this.connected) this.ask(); }, POLL) : 0;
  }
}
