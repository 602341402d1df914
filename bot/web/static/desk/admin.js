/** The administrator's page: services, feedback on accessibility, and who has done what. */

import * as api from "./api.js";
import { button, byId, config, field, make, municipality, notice, say, select, text } from "./dom.js";
import { build as feedback } from "./feedback.js";
import { table } from "./figures.js";
import { build as serviceForm } from "./hours.js";
import { explain } from "./session.js";
import { state } from "./store.js";
import { dateTime } from "./time.js";

const PAGE = 100;
let place = "";

const byPlace = ({ services: all }) => Object.fromEntries(all.map((one) => [one.municipality, one]));

function services(all) {
  const holder = make("div", "");
  const menu = select("municipality", config.municipalities.map(
    (one) => [one.id, municipality(one.id)]), place || state.user.municipalities[0]);
  place = menu.value;
  const show = () => {
    place = menu.value;
    const { municipality: _, counsellors = [], ...data } = all[place] ?? {};
    holder.replaceChildren(make("p", "", say("served_by", { names: counsellors.join(", ") || "–" })),
      serviceForm(place, data, (saved) => Object.assign(all[saved.municipality] ??= {}, saved)));
  };
  menu.addEventListener("change", show);
  show();
  return make("section", "figure", text("h2", "", "services"), field("municipality", menu), holder);
}

const row = (entry) => [
  dateTime(entry.at), entry.user ? entry.user.first_name ?? entry.user.id : say("from_system"),
  say(`audit_${entry.action}`) || entry.action, entry.case?.code ?? "", entry.detail ?? "",
];

function audit(entries) {
  const holder = make("div", "");
  const all = [...entries];
  const more = button("audit_more", async () => {
    try {
      const got = await api.getAudit(all.at(-1).id);
      all.push(...got.audit);
      draw(got.audit.length);
    } catch (error) {
      notice(explain(error));
    }
  });
  const draw = (last) => {
    holder.replaceChildren(all.length
      ? table("audit", ["time", "person", "action", "case", "detail"], all.map(row))
      : text("p", "soft", "audit_none"));
    more.hidden = last < PAGE;
  };
  draw(all.length);
  return make("section", "figure", text("h2", "", "audit"), text("p", "soft", "audit_help"), holder,
    make("div", "row", more));
}

/** Shows the page. */
export async function show() {
  const content = make("div", "");
  byId("page").replaceChildren(text("h1", "", "page_admin"), content);
  try {
    const [all, log] = await Promise.all([api.getServices(), api.getAudit()]);
    content.replaceChildren(services(byPlace(all)), feedback(), audit(log.audit));
  } catch (error) {
    notice(explain(error));
  }
}
