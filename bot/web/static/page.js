/** The page's own texts: in which language they are, and changing it without a reload. */

import { getTexts } from "./api.js";

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);

/** What the server put into the page, and what the language menu has changed since. */
export const page = JSON.parse(byId("config").textContent);

/** Whether a key belongs to a word that is being composed; Safari says so by its code alone. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Makes an element with a class (or "") and children. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Makes a button with children; `act` is called when it is pressed. */
export function pressable(act, ...children) {
  const button = make("button", "", ...children);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

/** A text of the page with its one placeholder filled; an isolate keeps "414–418" in its order. */
export function say(key, value = "") {
  return (page.texts[key] ?? "").replace(/\{\w+\}/, `\u2068${value}\u2069`);
}

/**
 * Gives an element a text of the page that follows the page's language from now on. It may stand
 * within a message in another language, so it says its own.
 */
export function label(element, key, value = "") {
  element.dataset.text = key;
  element.dataset.value = value;
  element.lang = page.language;
  const said = say(key, value);
  // Firefox and Safari have a screen reader say what is written anew, even if it is the same.
  if (element.textContent !== said) element.textContent = said;
  return element;
}

/** Has a screen reader say a text of the page's language that is not to be seen. */
export function announce(text) {
  const status = byId("said");
  status.lang = page.language;
  status.textContent = text;
}

/** The address of another page of the chat in this language. */
function addressOf(link) {
  const query = new URLSearchParams({ lang: page.language });
  if (page.municipality) query.set("municipality", page.municipality);
  return `${link.dataset.page}?${query}`;
}

/**
 * Switches the page to a language; `around` makes the change of what is seen. Throws ApiError, and
 * changes nothing, if that fails.
 */
export async function switchTo(code, around) {
  const same = code === page.language;
  const { language, direction, texts } = same ? page : await getTexts(code, page.municipality);
  Object.assign(page, { language, direction, texts });
  around(redraw);
}

function redraw() {
  const root = document.documentElement;
  root.lang = page.language;
  root.dir = page.direction;
  for (const element of document.querySelectorAll("[data-text]")) {
    if (element.lang && element !== root) element.lang = page.language;
    element.textContent = say(element.dataset.text, element.dataset.value);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = say(element.dataset.placeholder);
  }
  for (const link of document.querySelectorAll("[data-page]")) link.href = addressOf(link);
}

// What went wrong with a request, as a sentence of the page.
const SENTENCES = {
  400: "ui_handover_check", 409: "ui_handover_too_late", 413: "ui_handover_check",
  429: "ui_handover_busy",
};

/** The key of a sentence about an ApiError. */
export function reason(error) {
  if (error.unreachable || !navigator.onLine) return "ui_handover_offline";
  return SENTENCES[error.status] ?? "ui_handover_error";
}
