/** What counsellors found wrong or missing in the assistant's answers, for the editors. */

import * as api from "./api.js";
import {
  button, byId, config, languageName, make, municipality, notice, say, text, topicName, words,
} from "./dom.js";
import { explain } from "./session.js";
import { dateTime } from "./time.js";

function entry(item, done) {
  const facts = [item.topic && topicName(item.topic), item.municipality && municipality(item.municipality),
    item.language && languageName(item.language), dateTime(item.created_at)].filter(Boolean);
  const close = button("item_done", () => done(item));
  close.setAttribute("aria-label", `${say("item_done")}: ${item.text}`);
  return make("li", "card", make("p", "", make("span", "badge", say(`lack_${item.kind}`))),
    words("p", "said", item.text, config.language),
    make("p", "small", ...facts.flatMap((fact, index) => (index ? [" · ", fact] : [fact]))),
    item.done_at ? make("p", "small", say("item_done_at", { time: dateTime(item.done_at) })) : close);
}

/** Shows the page. */
export async function show() {
  const list = make("ul", "items");
  list.setAttribute("role", "list");
  const empty = make("p", "soft");
  empty.setAttribute("role", "status");
  const title = text("h1", "", "page_items");
  title.tabIndex = -1;
  byId("page").replaceChildren(title, text("p", "soft", "items_help"), empty, list);

  const fill = async () => {
    try {
      const got = await api.getItems();
      const items = got.items.filter((item) => !item.done_at);
      list.replaceChildren(...items.map((item) => entry(item, done)));
      empty.textContent = items.length ? "" : say("items_none");
    } catch (error) {
      notice(explain(error));
    }
  };
  const done = async (item) => {
    try {
      await api.itemDone(item.id);
      title.focus();
      await fill();
    } catch (error) {
      notice(explain(error));
    }
  };
  await fill();
}
