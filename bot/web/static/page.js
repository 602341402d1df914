/** The page's own texts: in which language they are, and changing it without a reload. */

import { getTexts } from "./api.js";

/** What the server put into the page, and what the language menu has changed since. */
export const page = JSON.parse(document.getElementById("config").textContent);

/** Makes an element with a class (or "") and children. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
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
  element.textContent = say(key, value);
  return element;
}

/** Switches the page to a language. Throws ApiError, and changes nothing, if that fails. */
export async function switchTo(code) {
  const got = code === page.language ? page : await getTexts(code, page.municipality);
  page.language = got.language;
  page.direction = got.direction;
  page.texts = got.texts;
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
  document.getElementById("language").value = page.language;
}
