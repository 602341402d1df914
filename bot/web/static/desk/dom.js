/** Elements and the desk's own texts. Nothing that a person wrote is ever read as HTML. */

/** What the server put into the page; language and texts change with the desk's language. */
export const config = JSON.parse(document.getElementById("config").textContent);

export const byId = (id) => document.getElementById(id);

/** Makes an element with classes (or "") and children; null children are left out. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A text of the desk with its placeholders filled; "" where there is none. */
export function say(key, values = {}) {
  const text = config.texts[key] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Gives an element a text that follows the desk's language from now on. */
export function label(element, key, values) {
  element.dataset.text = key;
  if (values) element.dataset.values = JSON.stringify(values);
  element.textContent = say(key, values);
  return element;
}

/** An element with a text of the desk. */
export const text = (tag, className, key, values) => label(make(tag, className), key, values);

/** Says every text of the page anew, after the desk's language has changed. */
export function relabel() {
  document.documentElement.lang = config.language;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = say(element.dataset.text, JSON.parse(element.dataset.values ?? "{}"));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
}

/** A button with a text of the desk. */
export function button(key, press, className = "", values = undefined) {
  const element = text("button", className, key, values);
  element.type = "button";
  if (press) element.addEventListener("click", press);
  return element;
}

/** A form control under its label. */
export function field(key, control, ...more) {
  return make("label", "field", text("span", "", key), control, ...more);
}

/** An input with properties, for example input({type: "date", name: "from"}). */
export const input = (properties) => Object.assign(document.createElement("input"), properties);

/** A text box of several rows. */
export function area(name, rows = 3) {
  const element = Object.assign(document.createElement("textarea"), { name, rows });
  element.dir = "auto";
  return element;
}

/** A menu of [value, text] pairs. */
export function select(name, pairs, chosen = "") {
  const element = Object.assign(document.createElement("select"), { name });
  for (const [value, words] of pairs) element.append(new Option(words, value, false, value === chosen));
  return element;
}

/** A check box or radio button beside its label. */
export function tick(type, name, value, key, checked = false) {
  const control = input({ type, name, value, checked });
  return make("label", "tick", control, text("span", "", key));
}

/** Words in a language of their own, and in the direction of their letters. */
export function words(tag, className, content, language) {
  const element = make(tag, className, content ?? "");
  element.dir = "auto";
  if (language) element.lang = language;
  return element;
}

function nameOf(code, inLanguage) {
  try {
    return new Intl.DisplayNames([inLanguage], { type: "language" }).of(code);
  } catch {
    return code; // not a code: what was typed
  }
}

/** A language by its own name, marked as such. */
export const languageName = (code) =>
  words("bdi", "", config.names?.[code] ?? nameOf(code, code ?? "") ?? "", code);

/** A language by its name in the desk's language. */
export const languageHere = (code) => (code ? nameOf(code, config.language) : "");

/** A topic's name in the desk's language. */
export function topicName(id) {
  const found = config.topics?.find((one) => one.id === id);
  return found?.labels[config.language] ?? found?.labels.fi ?? (id || say("topic_none"));
}

/** A municipality in the desk's language. */
export function municipality(id) {
  if (!id) return say("municipality_unknown");
  const found = config.municipalities.find((one) => one.id === id);
  return found?.labels[config.language] ?? found?.labels.fi ?? id;
}

/** A text of the desk chosen by a value, for example say("state_waiting"); the value if unknown. */
export const valueName = (prefix, value) => say(`${prefix}_${value}`) || String(value ?? "");

let spoken = 0;

/** Says something to a screen reader, once, without showing it. */
export function announce(words_) {
  clearTimeout(spoken);
  byId("live").textContent = words_;
  // Emptied, so that the same words are said again the next time.
  spoken = setTimeout(() => { byId("live").textContent = ""; }, 4000);
}

/** Shows and says what went wrong or what has happened, until it is hidden or the next comes. */
export function notice(words_, kind = "problem") {
  const box = byId("notice");
  box.className = kind;
  box.hidden = !words_;
  byId("notice-text").textContent = words_;
}

/** Opens a dialog; it is removed when it closes, and the focus goes back by itself. */
export function dialog(titleKey, ...content) {
  const title = text("h2", "", titleKey);
  title.id = "dialog-title";
  const element = make("dialog", "", title, ...content);
  element.setAttribute("aria-labelledby", title.id);
  element.addEventListener("close", () => element.remove());
  document.body.append(element);
  element.showModal();
  return element;
}
