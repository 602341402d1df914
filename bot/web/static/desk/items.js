/** What editors correct: what counsellors noticed, and answers that did not help clients. */

import * as api from "./api.js";
import {
  button, byId, config, languageName, make, municipality, notice, say, text, topicName, words,
} from "./dom.js";
import { explain } from "./session.js";
import { dateTime } from "./time.js";

function facts(one) {
  const known = [one.topic && topicName(one.topic), one.municipality && municipality(one.municipality),
    one.language && languageName(one.language), dateTime(one.created_at)].filter(Boolean);
  return make("p", "small", ...known.flatMap((fact, index) => (index ? [" · ", fact] : [fact])));
}

function close(about, done) {
  const element = button("item_done", done);
  element.setAttribute("aria-label", `${say("item_done")}: ${about}`);
  return element;
}

const noticed = (item, done) => make("li", "card",
  make("p", "", make("span", "badge", say(`lack_${item.kind}`))),
  words("p", "said", item.text, config.language), facts(item),
  item.done_at ? make("p", "small", say("item_done_at", { time: dateTime(item.done_at) }))
    : close(item.text, done));

/** The answer is shown in the desk's language where the program can say it there. */
function rated(one, done) {
  const reason = say(`rated_${one.reason ?? "no_reason"}`);
  const language = one.retold ? config.language : one.language;
  return make("li", "card",
    make("p", "", make("span", "badge", reason)),
    one.text && words("p", "said", one.text),
    make("details", "", text("summary", "", "rated_answer"),
      words("p", "said", one.retold ?? one.answer, language)),
    facts(one), close([reason, one.text].filter(Boolean).join(", "), done));
}

/**
 * One list with its title.
 *
 * @param {{title: string, help: string, none: string}} keys of its texts
 * @param {() => Promise<object[]>} get what is open
 * @param {(one: object, done: () => void) => HTMLElement} entry makes a row
 * @param {(id: number) => Promise<void>} finish marks one as done
 */
function section(keys, get, entry, finish) {
  const list = make("ul", "items");
  list.setAttribute("role", "list");
  const empty = make("p", "soft");
  empty.setAttribute("role", "status");
  const title = text("h2", "", keys.title);
  title.tabIndex = -1;
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      notice(explain(error));
    }
  };
  const fill = async () => {
    const open = await get();
    list.replaceChildren(...open.map((one) => entry(one, () => attempt(async () => {
      await finish(one.id);
      title.focus();
      await fill();
    }))));
    empty.textContent = open.length ? "" : say(keys.none);
  };
  const element = make("section", "figure", title, text("p", "soft", keys.help), empty, list);
  return { element, filled: () => attempt(fill) };
}

/** Shows the page. */
export async function show() {
  const sections = [
    section({ title: "items_counsellors", help: "items_help", none: "items_none" },
      async () => (await api.getItems()).items.filter((item) => !item.done_at), noticed, api.itemDone),
    section({ title: "rated", help: "rated_help", none: "rated_none" },
      async () => (await api.getRated(config.language)).rated, rated, api.ratedDone),
  ];
  byId("page").replaceChildren(text("h1", "", "page_items"), ...sections.map((one) => one.element));
  await Promise.all(sections.map((one) => one.filled()));
}
