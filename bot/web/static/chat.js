/** The chat page: ties the conversation to what is seen and pressed. */

import * as api from "./api.js";
import * as composer from "./composer.js";
import { Conversation } from "./conversation.js";
import * as frame from "./frame.js";
import { Handover } from "./handover.js";
import { loadIcons } from "./icons.js";
import * as languages from "./languages.js";
import * as leave from "./leave.js";
import { stop, whenVoicesCome } from "./listen.js";
import * as menu from "./menu.js";
import { announce, byId, label, page, switchTo } from "./page.js";
import { Offer } from "./resume.js";
import { load, save } from "./store.js";
import { setUp as setUpTab } from "./tab.js";
import * as textsize from "./textsize.js";
import { View } from "./view.js";

const log = byId("log");
const problem = byId("problem");
const waiting = byId("waiting");
const ended = byId("ended");

// A reply that comes at once needs no "is writing".
const SHOW_WAITING_AFTER = 700;
// A live region that was silent for a change of it hears again after this time.
const SILENCE = 300;

const session = load();
const view = new View({
  session,
  list: byId("messages"),
  scroller: byId("conversation"),
  below: byId("handover"),
  choose,
  retry: (key) => conversation.retry((entry) => entry.id === key),
  release: composer.focus,
});
const conversation = new Conversation(session, {
  changed, failed, gone, retold: unheard,
  signal: (frame) => handover.signal(frame),
  opening: () => ({
    ...(session.explicit && { language: page.language }),
    ...(page.municipality && { municipality: page.municipality }),
  }),
});

const handover = new Handover(session, conversation, {
  changed: draw,
  problem: (key) => label(problem, key),
  focus: composer.focus,
  confirm: menu.confirm,
  save: () => menu.saveText(session).catch(failed),
  typing: drawTyping,
});

const offer = new Offer(byId("resume"), {
  accept: goOn,
  decline: () => renew().catch(failed),
  shown: () => view.toEnd(),
  over: () => conversation.start(),
});

function failed(error) {
  if (!error) {
    problem.textContent = "";
    delete problem.dataset.text;
  } else label(problem, error.unreachable || !navigator.onLine ? "ui_offline" : "ui_error");
}

/** Changes what is there: no screen reader says it again, and what is read stays in sight. */
let silent = 0;
function unheard(change) {
  clearTimeout(silent);
  log.setAttribute("aria-live", "off");
  view.hold(change);
  silent = setTimeout(() => log.setAttribute("aria-live", "polite"), SILENCE);
}

function gone() {
  ended.hidden = false;
  view.toEnd();
}

let waitingTimer = 0;
function drawWaiting() {
  const awaited = conversation.awaited;
  if (awaited === Boolean(waitingTimer)) return;
  clearTimeout(waitingTimer);
  waitingTimer = 0;
  waiting.textContent = "";
  delete waiting.dataset.text;
  if (!awaited) return;
  waitingTimer = setTimeout(() => {
    view.keep(() => label(waiting, "ui_waiting"));
  }, SHOW_WAITING_AFTER);
}

/** While a counsellor has the case, it is they who are writing. */
function drawTyping(typing) {
  view.keep(() => {
    if (typing) label(waiting, "ui_handover_typing", handover.state?.counsellor?.name ?? "");
    else if (waiting.dataset.text === "ui_handover_typing") {
      waiting.textContent = "";
      delete waiting.dataset.text;
    }
  });
}

function draw() {
  const items = handover.marks.put(conversation.items());
  const taken = handover.stage === "taken";
  const notice = taken ? "ui_handover_person" : "ui_notice";
  if (byId("notice").dataset.text !== notice) label(byId("notice"), notice);
  document.documentElement.classList.toggle("taken", taken);
  if (taken && document.activeElement === byId("human")) composer.focus();
  byId("human").hidden = taken;
  // Only the last question can be answered by a button, and not while an answer is on its way.
  const from = items.map((item) => item.from);
  const last = items[from.lastIndexOf("bot")];
  const answered = from.lastIndexOf("client") > from.lastIndexOf("bot")
    && !/failed|queued/.test(items[from.lastIndexOf("client")].state);
  languages.show(from.includes("client"));
  view.draw(items, last?.options.length && !answered && !taken ? last : null);
  frame.count(items, session, handover.awaited);
  drawWaiting();
}

function changed(fresh) {
  draw();
  handover.heard(fresh);
  tab.keepKey();
  if (fresh.length) ended.hidden = true;
  // The chat follows the language of who writes, and so does the page, until one is chosen.
  const spoken = fresh.filter((message) => message.from === "bot").pop()?.language;
  const known = page.languages.some((language) => language.code === spoken);
  if (known && spoken !== page.language && !session.explicit) speak(spoken).catch(failed);
  // What was on its way when a language was chosen still comes in the one before.
  const spoke = fresh.filter(({ from }) => from === "bot" || from === "system");
  if (session.explicit && spoke.some(({ language }) => language !== page.language)) {
    conversation.retell(page.language);
  }
}

async function speak(code) {
  await switchTo(code, unheard);
  session.language = code;
  save(session);
  textsize.measure();
  composer.refresh();
  handover.heard([]);
  frame.speaks();
}

/** Somebody chose a language: the page changes at once, the conversation is told. */
async function chooseLanguage(code) {
  try {
    await speak(code);
  } catch (error) {
    languages.show(byId("languages").hidden);
    return failed(error);
  }
  session.explicit = true;
  save(session);
  const url = new URL(location.href);
  url.searchParams.set("lang", code);
  history.replaceState(null, "", url);
  return true;
}

async function choose({ label: text, value }) {
  if (value === "action:human" || value === "action:handover") {
    if (await handover.ask()) return;
    value = "action:human";
  }
  composer.focus();
  if (value === "action:delete") return remove(handover.given).catch(failed);
  if (!await beginsAnew()) return;
  const [kind, code] = value.split(":");
  conversation.send({ choice: value, label: text, language: page.language });
  if (kind === "language" && await chooseLanguage(code)) conversation.retell(code);
}

/** "Go on": in this tab, with the conversation of one that was closed. */
async function goOn({ id, token, language, given }) {
  offer.close(false);
  conversation.live.close();
  composer.focus();
  Object.assign(session, { id, token, cursor: 0, handover: { known: true, given } });
  if (!page.explicit && language !== page.language) await speak(language).catch(failed);
  await open();
}

/** Who writes without an answer to the offer begins anew; asks where a counsellor would be lost. */
async function beginsAnew() {
  if (offer.awaited && !await menu.confirm("ui_handover_new", "ui_new")) return false;
  offer.close();
  return true;
}

async function renew() {
  const waits = handover.stage === "waiting" || handover.stage === "taken" || offer.awaited;
  if (waits && !await menu.confirm("ui_handover_new", "ui_new")) return;
  offer.close();
  conversation.forget(true);
  ended.hidden = true;
  failed(null);
  composer.focus();
  return conversation.start();
}

async function remove(ask) {
  const question = handover.given ? "ui_handover_delete" : "ui_delete_confirm";
  if (ask && !await menu.confirm(question, "ui_delete")) return;
  // Else it would hear of its own end, and ask what has become of it.
  conversation.live.close();
  try {
    if (session.id || offer.open) await api.remove(session.id ? session : offer.kept);
  } catch (error) {
    if (!error.gone) {
      wake();
      throw error;
    }
  }
  offer.close();
  conversation.forget(true);
  gone();
  byId("again").focus();
}

/** A language was chosen outside the conversation: all of it is told in that one. */
async function sayLanguage(code) {
  const { name } = page.languages.find((language) => language.code === code);
  if (!await chooseLanguage(code)) return;
  announce(`${page.texts.ui_language}: ${name}`);
  if (!session.id) return;
  conversation.send({ choice: `language:${code}`, label: name, language: code, quiet: true });
}

languages.setUp(sayLanguage);
byId("human").addEventListener("click", () => {
  const asked = session.outbox.some((entry) => entry.choice === "action:human" && !entry.at);
  if (!asked) choose({ label: page.texts.ui_human, value: "action:human" });
});
byId("again").addEventListener("click", renew);
whenVoicesCome(draw);
textsize.setUp(session, (change) => view.hold(change));
menu.setUp(session, { failed, renew, remove: () => remove(true) });
composer.setUp(session, () => { save(session); handover.typing(); }, async (text) => {
  if (!await beginsAnew()) return composer.giveBack(text);
  conversation.send({ text, label: text, language: page.language });
});
const conversationOfTab = () =>
  (session.id ? { ...session, given: handover.given } : offer.kept);
leave.setUp(byId("leave"), conversationOfTab, () => {
  stop();
  offer.close();
  byId("text").value = session.draft = "";
  conversation.forget(true);
});

addEventListener("offline", () => label(problem, "ui_offline"));
addEventListener("online", () => {
  failed(null);
  wake();
});
// Until it is known whether there is an offer, and the client answers it, nothing goes on.
let begun = false;
const wake = () => { if (begun && !offer.open) conversation.wake(); };
const tab = setUpTab(session, {
  view, wake,
  focus: composer.focus,
  said: () => conversation.items().some((item) => item.from === "client"),
  seen() {
    handover.refresh();
    handover.heard([]);
    draw();
  },
  // An open socket keeps the browser from holding the page ready for "back".
  left: () => conversation.live.close(),
});

/** Shows the conversation of this tab, or begins one. */
async function open() {
  const { place } = session;
  const back = () => view.comeBack(place, conversation.items());
  await conversation.start();
  back();
  // What stands under the conversation comes later, and may move it.
  if (session.handover.known) await handover.refresh().then(back);
}

async function start() {
  document.documentElement.classList.remove("no-js");
  loadIcons();
  const before = session.id && session.language;
  session.explicit ||= page.explicit;
  // A link in another language than the running conversation's is a choice; no link is none.
  if (before && before !== page.language && !page.explicit) await speak(before).catch(failed);
  session.language = page.language;
  if (!navigator.onLine) label(problem, "ui_offline");
  const offered = !session.id && await offer.make();
  begun = true;
  if (!offered) await open();
  if (before && before !== page.language && page.explicit) sayLanguage(page.language);
  // What was said before a reload is not read out again; what comes from now on is.
  unheard(() => {});
}
start();
