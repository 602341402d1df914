/** The menu of the conversation: save, print, new, delete. */

import * as api from "./api.js";
import { ask } from "./modal.js";
import { byId, label, page } from "./page.js";

/** Saves the conversation as a text file. */
export async function saveText(session) {
  const text = await api.transcript(session, "text", page.language);
  const link = document.createElement("a");
  // The byte order mark tells old Windows editors that it is UTF-8.
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  link.download = "monineuvo.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Prints the server's form of the conversation; where it can't be had, the page as it is. */
async function print(session) {
  // Without adoptedStyleSheets (Safari before 16.4, Firefox before 101) it would have no style.
  const can = "adoptedStyleSheets" in document;
  const html = can && await api.transcript(session, "html", page.language).catch(() => null);
  if (!html) return window.print();
  byId("paper")?.remove();
  const frame = document.createElement("iframe");
  frame.id = "paper";
  frame.className = "hidden";
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  // No scripts in it, whatever it says.
  frame.sandbox = "allow-same-origin allow-modals";
  // The page's policy forbids styles within HTML, here as well; a style sheet object may be used.
  const [element, style] = html.match(/<style>([^]*?)<\/style>/) ?? ["", ""];
  frame.srcdoc = html.replace(element, "");
  frame.addEventListener("load", () => {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(style);
    frame.contentDocument.adoptedStyleSheets = [sheet];
    frame.contentWindow.focus();
    frame.contentWindow.print();
  });
  document.body.append(frame);
}

/** Asks in a dialog: a question and what "yes" is called. Resolves to the answer. */
export function confirm(question, yes) {
  const dialog = byId("confirm");
  label(byId("question"), question);
  label(byId("confirmed"), yes);
  const buttons = new Map([[byId("cancel"), ""], [byId("confirmed"), "yes"]]);
  return ask(dialog, buttons).then((answer) => answer === "yes");
}

/**
 * Makes the menu work.
 *
 * @param {object} session
 * @param {{failed: function(ApiError): void, renew: function(): void, remove: function(): void}} on
 *   `remove` asks first
 */
export function setUp(session, on) {
  const menu = byId("menu");
  const close = () => { menu.open = false; };
  const item = (id, act) => byId(id).addEventListener("click", async () => {
    close();
    menu.querySelector("summary").focus();
    try {
      await act();
    } catch (error) {
      on.failed(error);
    }
  });
  item("save", () => session.id && saveText(session));
  item("print", () => (session.id ? print(session) : window.print()));
  item("new", on.renew);
  item("delete", on.remove);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    // So that the same press does not close the whole panel.
    event.preventDefault();
    close();
    menu.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  // Closed sources would be missing on paper.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details.sources")) details.open = true;
  });
}
