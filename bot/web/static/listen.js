/** Reads messages aloud, with the voices of the device. */

import { icon } from "./icons.js";
import { label, make, pressable } from "./page.js";
import { pieces } from "./spoken.js";

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
