/** Closing a case: what came of it, what was agreed, and what the assistant lacked. */

import * as api from "./api.js";
import { area, config, field, input, make, notice, say, select, text, tick, topicName } from "./dom.js";
import { refreshCase } from "./case.js";
import * as drafts from "./drafts.js";
import { emit, isMine, state } from "./store.js";
import { ask } from "./transfer.js";

const OUTCOMES = ["answered", "referred", "appointment", "no_reply"];
const LACKS = ["none", "wrong", "silent"];

function choices(name, values, key, checked) {
  const all = values.map((value) => tick("radio", name, value, `${name}_${value}`, value === checked));
  if (!checked) for (const one of all) one.querySelector("input").required = true;
  return make("fieldset", "", text("legend", "", key), ...all);
}

function body(said) {
  const made = { outcome: said.get("outcome") };
  const to = said.get("to")?.trim();
  const agreed = said.get("agreed").trim();
  if (to && made.outcome === "referred") made.to = to;
  if (agreed) made.agreed = agreed;
  const kind = said.get("lack");
  if (kind !== "none") {
    made.lack = { kind, text: said.get("lack_text").trim() };
    if (said.get("topic")) made.lack.topic = said.get("topic");
  }
  return made;
}

/** Asks for all that and closes the case. */
export function openClose() {
  const { open } = state;
  if (!isMine(open)) return;
  const to = input({ name: "to", maxLength: 200 });
  const referred = field("outcome_to", to);
  const lackText = area("lack_text", 2);
  const topic = select("topic", [["", say("choose")], ...(config.topics ?? []).map(
    (one) => [one.id, topicName(one.id)])], open.topic ?? "");
  const lack = make("div", "", field("lack_text", lackText), config.topics ? field("lack_topic", topic) : null);
  const box = ask("close_case", async (said) => {
    await api.close(open.id, body(said));
    drafts.forget(open.id);
    notice(say("closed"), "done");
    await refreshCase();
    emit("catch-up");
  }, "close_case",
  choices("outcome", OUTCOMES, "outcome"), referred,
  field("agreed_optional", area("agreed")),
  choices("lack", LACKS, "lack", "none"), lack);
  const show = () => {
    const said = new FormData(box.querySelector("form"));
    referred.hidden = said.get("outcome") !== "referred";
    to.required = !referred.hidden;
    lack.hidden = said.get("lack") === "none";
    lackText.required = !lack.hidden;
  };
  box.addEventListener("change", show);
  show();
}
