/** Turns a message into what a voice says of it: short pieces, each in one language. */

import { say } from "./page.js";
import { LETTER, RUN } from "./text.js";

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
