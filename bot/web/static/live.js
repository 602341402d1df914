/** Hears of new messages: by WebSocket, and where that fails by questions that wait for them. */

import * as api from "./api.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60000;
// Between two questions, where the first brought nothing at once; and until the first one.
const BREATH = 3000;

const pause = (time) => new Promise((done) => setTimeout(done, time));

/** One conversation's ear. */
export class Live {
  #socket = null;
  #pause = FIRST_PAUSE;
  #retry = 0;
  #expected = false;
  #polling = false;
  #asking = null;
  #waiting = null;

  /**
   * @param {{session: object, receive: function(object[]): void, failed: function(ApiError): void,
   *   signal: function({event: string}): void, opened: function(): void}} parts
   *   `session` has id, token and cursor: the number of the last message that was heard
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
    const { session, receive, signal, opened } = this.parts;
    clearTimeout(this.#retry);
    if (!session.id || this.#socket) return;
    const socket = api.events(session, session.cursor);
    this.#socket = socket;
    socket.onopen = () => {
      this.#pause = FIRST_PAUSE;
      opened();
      // What was signalled in the meantime is lost; what it changed is not.
      signal({ event: "handover" });
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      const frame = JSON.parse(data);
      if (frame.event) signal(frame);
      else receive([frame]);
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
    this.check();
  }

  /** A phone that slept, or has another network, may hold a connection that is dead and silent. */
  async check() {
    const socket = this.#socket;
    if (!this.connected || !await this.ask() || socket !== this.#socket) return;
    this.#socket = null;
    socket.close();
    this.open();
  }

  /** Disconnects. */
  close() {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#retry);
    this.expect(false);
    this.#waiting?.abort();
    socket?.close();
  }

  /** Tells the server something that needs no answer; it is lost where there is no connection. */
  tell(frame) {
    if (this.connected) this.#socket.send(JSON.stringify(frame));
    return this.connected;
  }

  /** Asks once for the messages after the last one that was heard. */
  ask() {
    this.#asking ??= this.#read((session) => api.read(session, session.cursor))
      .finally(() => { this.#asking = null; });
    return this.#asking;
  }

  /** Says whether a message is awaited; only then it is worth asking again and again. */
  expect(awaited) {
    this.#expected = awaited;
    if (awaited && !this.#polling) this.#poll();
  }

  async #poll() {
    this.#polling = true;
    await pause(BREATH);
    while (this.#expected) {
      const asked = Date.now();
      this.#waiting = new AbortController();
      const { signal } = this.#waiting;
      const heard = !this.connected
        && await this.#read((session) => api.waitFor(session, session.cursor, signal), signal);
      // A server or a proxy that does not wait must not be asked without end.
      if (!heard && Date.now() - asked < BREATH) await pause(BREATH);
    }
    this.#polling = false;
  }

  /** Takes in what a question brings; returns whether it brought anything. */
  async #read(question, stop) {
    const { session, receive, failed } = this.parts;
    const { id } = session;
    if (!id) return false;
    try {
      const messages = await question(session);
      if (session.id === id) receive(messages);
      return messages.length > 0;
    } catch (error) {
      if (session.id === id && !stop?.aborted) failed(error);
      return false;
    }
  }
}
