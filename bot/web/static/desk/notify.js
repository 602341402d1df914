/** Tells of new cases and messages: a sound, the title, a notification of the browser. */

import { announce, byId, municipality, say } from "./dom.js";
import { emit, on, state } from "./store.js";

const SOUND = "monineuvo-desk-sound";
const NOTIFY = "monineuvo-desk-notify";
const known = new Set();
let first = true;
let audio = null;

const wanted = (key) => localStorage.getItem(key) === "on";

// A browser lets a page sound only after the person has pressed something.
function context() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  return audio;
}

function beep(frequencies) {
  if (!wanted(SOUND)) return;
  const sound = context();
  frequencies.forEach((frequency, index) => {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const start = sound.currentTime + index * 0.18;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.25, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(volume).connect(sound.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}

/** A notification says that there is something, never what a client wrote. */
function notification(words, tag) {
  if (!wanted(NOTIFY) || !document.hidden || globalThis.Notification?.permission !== "granted") return;
  const shown = new Notification("Monineuvo", { body: words, tag, icon: "/static/icon.svg" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

/** How many things wait, in the title, so that it is seen from another tab. */
export function title() {
  if (!state.user) return;
  const { waiting, mine } = state.queue;
  const number = waiting.length + mine.reduce((sum, row) => sum + (row.unread ?? 0), 0);
  const page = byId("page-title").textContent || say("title");
  document.title = `${number ? `(${number}) ` : ""}${page} – Monineuvo`;
}

/** Compares the queue with the one before; each new case is said once. */
export function arrived(before, now) {
  const fresh = [...now.waiting, ...now.requests].filter((row) => !known.has(row.id));
  for (const row of [...now.waiting, ...now.requests, ...now.mine]) known.add(row.id);
  if (!first && fresh.length) {
    const urgent = fresh.some((row) => row.priority);
    const place = municipality(fresh[0].municipality);
    const words = fresh.length > 1 ? say("new_cases", { n: fresh.length })
      : say("new_case", { matter: fresh[0].matter || say("matter_unknown"), place });
    announce(urgent ? `${say("urgent")}. ${words}` : words);
    beep(urgent ? [880, 660, 880, 660] : [660, 880]);
    notification(say("new_case_short", { place }), "case");
  }
  if (!first) unread(before.mine, now.mine);
  first = false;
  title();
}

function unread(before, now) {
  const had = new Map(before.map((row) => [row.id, row.unread ?? 0]));
  const more = now.filter((row) => (row.unread ?? 0) > (had.get(row.id) ?? 0));
  const unseen = more.filter((row) => row.id !== state.open?.id || document.hidden);
  if (!unseen.length) return;
  announce(say("new_message", { matter: unseen[0].matter || unseen[0].code }));
  beep([523]);
  notification(say("new_message_short"), "message");
}

function draw() {
  byId("sound").setAttribute("aria-pressed", wanted(SOUND));
  const may = globalThis.Notification?.permission === "granted";
  byId("notify").hidden = !globalThis.Notification;
  byId("notify").setAttribute("aria-pressed", wanted(NOTIFY) && may);
}

/** Makes the two switches work. Permission is asked only when one of them is pressed. */
export function setUp() {
  byId("sound").addEventListener("click", () => {
    localStorage.setItem(SOUND, wanted(SOUND) ? "off" : "on");
    draw();
    beep([660, 880]);
  });
  byId("notify").addEventListener("click", async () => {
    const on_ = !wanted(NOTIFY);
    if (on_ && await Notification.requestPermission() !== "granted") {
      announce(say("notify_refused"));
      emit("notice", "notify_refused");
      return draw();
    }
    localStorage.setItem(NOTIFY, on_ ? "on" : "off");
    return draw();
  });
  const wake = () => { if (wanted(SOUND)) context(); };
  addEventListener("pointerdown", wake, { once: true });
  addEventListener("keydown", wake, { once: true });
  on("queue", title);
  on("language", title);
  draw();
}
