/** Reads messages aloud, with the voices of the device. */

import { icon } from "./icons.js";
import { label, make, pressable, say } from "./page.js";
import { LETTER, RUN } from "./text.js";

const synth = window.speechSynthesis;
// Slower than people talk: most listeners are still learning the language of the names.
const RATE = 0.9;

let current = null;

/**
 * The voice for a language; undefined where there is none. Only one of the device itself: others
 * send what they read, a conversation, to the maker of the browser.
 */
function voiceFor(language) {
  const fits = (synth?.getVoices() ?? []).filter((voice) => (
    voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language
  ));
  return fits.find((voice) => voice.default) ?? fits[0];
}

// What one dials: an emergency number, and whatever begins with 0 or +358. Not years, sums, hours.
const DIALLED = /(^|[^\d.,])(11\d(?: ?\d{3})?|(?:\+358|0)[\d ]{4,}\d)(?![\d.,]*\d)/g;
// Sentences, or what is before a comma or a space where they are long: some voices of Chrome fall
// silent after a quarter of a minute.
const PIECE = /.{1,160}(?:[.!?؟]+(?=\s|$)|$)|.{1,160}[,،]|.{1,160}(?=\s)|.{1,160}/g;

/** Digit by digit, with a pause where the number is written apart: "0 2 9 5, 0 2 0, 6 0 0". */
const dialled = (number) => number.split(" ").map((group) => [...group].join(" ")).join(", ");

/** A line as it is said: no mark of a list, pauses in the place of brackets. */
const line = (text) => text.replace(/^- /, "").replace(/[()]/g, ", ")
  .replace(/ ?§ ?/g, ` ${say("ui_listen_section")} `)
  .replace(DIALLED, (all, before, number) => before + dialled(number));

/** Within Arabic, names of Finnish offices and services are a Finnish voice's. */
function byLanguage(text, language) {
  const parts = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (!LETTER.test(run)) continue;
    parts.push({ text: text.slice(end, index), language }, { text: run, language: "fi" });
    end = index + run.length;
  }
  return [...parts, { text: text.slice(end), language }];
}

/**
 * Turns a message into what a voice says of it: short pieces, each in one language.
 *
 * @param {{text: string, language: string, direction: string}} message
 * @param {boolean} finnish whether there is a voice for Finnish
 * @returns {{text: string, language: string}[]}
 */
export function pieces({ text, language, direction }, finnish) {
  const apart = direction === "rtl" && finnish;
  return text.split("\n").flatMap((one) => line(one).match(PIECE) ?? [])
    .flatMap((one) => (apart ? byLanguage(one, language) : [{ text: one, language }]))
    .map((one) => ({ ...one, text: one.text.trim() }))
    .filter((one) => (/[\p{L}\d]/u).test(one.text));
}

/** Stops reading. */
export function stop() {
  const over = current?.over;
  current = null;
  if (!over) return;
  synth.cancel();
  over();
}

/** Reads a message, in the place of what is being read; `over` is called when it has stopped. */
function start(message, over) {
  stop();
  const mine = { over };
  current = mine;
  const left = pieces(message, Boolean(voiceFor("fi")));
  const next = () => {
    if (current !== mine) return;
    const piece = left.shift();
    if (!piece) return stop();
    // Kept: Chrome may drop an utterance that nothing holds, and never tells that it has ended.
    const saying = new SpeechSynthesisUtterance(piece.text);
    mine.saying = saying;
    saying.voice = voiceFor(piece.language);
    saying.lang = saying.voice.lang;
    saying.rate = RATE;
    saying.onend = next;
    saying.onerror = () => { if (current === mine) stop(); };
    synth.speak(saying);
  };
  next();
}

/** The button of a message: {button, update(item)}, where it is there only if there is a voice. */
export function listenButton() {
  let item = null;
  let speaks = false;
  const word = make("span");
  const show = (now) => {
    speaks = now;
    button.replaceChildren(icon(speaks ? "i-stop" : "i-listen"), word);
    label(word, speaks ? "ui_listen_stop" : "ui_listen");
  };
  const button = pressable(() => {
    if (speaks) return stop();
    start(item, () => show(false));
    show(Boolean(current));
  });
  show(false);
  const update = (told) => {
    // It stands there in another language now.
    if (speaks && item.language !== told.language) stop();
    item = told;
    button.hidden = !voiceFor(told.language);
  };
  return { button, update };
}

/** Has what depends on voices drawn again when they have come: most browsers load them late. */
export function whenVoicesCome(draw) {
  if (synth) synth.onvoiceschanged = draw;
}

addEventListener("pagehide", stop);
// The page around the frame has closed the chat.
addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.monineuvo === "hidden") stop();
});
