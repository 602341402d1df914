/** Ready replies: found by words, read in both languages, and only then sent. */

import * as api from "./api.js";
import { blocks } from "../text.js";
import {
  button, config, dialog, field, input, languageName, make, say, text, words,
} from "./dom.js";
import { send } from "./outbox.js";
import { explain } from "./session.js";
import { emit } from "./store.js";

const SHOWN = 12;
const SETTLE = 250;

function side(title, said, language) {
  const body = words("div", "text", "", language);
  body.replaceChildren(...blocks(said, "auto"));
  return make("div", "", make("h3", "", title), body);
}

function preview(open, reply) {
  const both = [side(languageName(open.language), reply.text, open.language)];
  if (open.language !== config.language) both.unshift(side(languageName(config.language), reply.own, config.language));
  const box = dialog("reply_preview",
    make("p", "small", reply.title),
    make("div", `both n${both.length}`, ...both),
    make("div", "row", button("cancel", () => box.close()),
      button("reply_edit", () => {
        box.close();
        emit("put", reply.text);
      }),
      button("send", () => {
        box.close();
        send(open.id, { reply: reply.id }, reply.text, open.language);
        emit("reply");
      }, "primary")));
  box.classList.add("wide");
}

/** The search and what it finds, for a case that is the counsellor's own. */
export function build(open) {
  const box = input({ type: "search", id: "reply-search", autocomplete: "off" });
  const list = make("ul", "rows");
  list.setAttribute("role", "list");
  const found = make("p", "small");
  found.setAttribute("role", "status");
  let turn = 0;
  let timer = 0;

  const find = async () => {
    const mine = ++turn;
    try {
      const all = await api.getReplies({
        language: open.language, municipality: open.municipality, q: box.value.trim(),
      });
      if (mine !== turn) return;
      // Without a search, what belongs to the client's matter comes first.
      if (!box.value.trim()) all.sort((a, b) => (b.topic === open.topic) - (a.topic === open.topic));
      list.replaceChildren(...all.slice(0, SHOWN).map((reply) => {
        const section = say(`section_${reply.section}`);
        const pick = make("button", "row-open", make("strong", "", reply.title),
          section ? make("span", "small", section) : null,
          words("span", "cut small", reply.own, config.language));
        pick.type = "button";
        pick.addEventListener("click", () => preview(open, reply));
        return make("li", "", pick);
      }));
      found.textContent = all.length ? say("replies_found", { n: all.length }) : say("search_none");
    } catch (error) {
      found.textContent = explain(error);
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, SETTLE);
  });
  find();
  return make("section", "box replies", text("h3", "", "replies"), field("replies_search", box), found, list);
}
