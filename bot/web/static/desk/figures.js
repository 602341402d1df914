/** Figures: how much, in which languages, about what, how long people waited, what came of it. */

import * as api from "./api.js";
import {
  byId, config, field, input, make, municipality, say, select, text, topicName,
} from "./dom.js";
import { bars, overDays, shown } from "./plot.js";
import { explain } from "./session.js";
import { daysAgo } from "./time.js";

const TOTALS = ["conversations", "answered", "referred", "not_in_sources", "fallback", "out_of_scope",
  "crisis", "handed_over"];
const OUTCOMES = ["answered", "referred", "appointment", "no_reply"];
const RATED = ["good", "bad", "wrong", "unclear", "other", "missing"];
const chosen = { from: daysAgo(30), to: daysAgo(0), municipality: "" };

/** A table in a box that can be scrolled, also with the keyboard. */
export function table(caption, heads, rows) {
  const head = make("tr", "", ...heads.map((key) => text("th", "", key)));
  for (const cell of head.children) cell.scope = "col";
  const body = rows.map((row) => make("tr", "", ...row.map((cell, index) => {
    const element = make(index ? "td" : "th", "", cell);
    if (!index) element.scope = "row";
    return element;
  })));
  const title = text("caption", "", caption);
  const box = make("div", "table", make("table", "", title, make("thead", "", head), make("tbody", "", ...body)));
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", say(caption));
  return box;
}

const counts = (row) => TOTALS.map((key) => shown(row[key]));
const heads = (first) => [first, ...TOTALS.map((key) => `figure_${key}`)];
const languageWords = (code) => config.names?.[code] ?? code;

function cards(figures) {
  const { totals, waiting } = figures;
  const pairs = [
    ...["conversations", "answered", "handed_over", "crisis"].map((key) => [`figure_${key}`, shown(totals[key])]),
    ["figure_waiting", waiting.median_minutes == null ? "–" : say("minutes", { n: Math.round(waiting.median_minutes) })],
    ["figure_waiting_p90", waiting.p90_minutes == null ? "–" : say("minutes", { n: Math.round(waiting.p90_minutes) })],
  ];
  return make("dl", "cards", ...pairs.map(([key, value]) => make("div", "card",
    text("dt", "", key), make("dd", "", value))));
}

function section(key, ...content) {
  return make("section", "figure", text("h2", "", key), ...content);
}

const biggest = (rows) => [...rows].sort((a, b) => (b.conversations ?? 2) - (a.conversations ?? 2)
  || (b.answered ?? 2) - (a.answered ?? 2));

function perTopic(rows) {
  const sum = (row) => TOTALS.slice(1, 6).reduce((all, key) => (row[key] ? (all ?? 0) + row[key] : all), null);
  const sorted = rows.map((row) => [topicName(row.topic), sum(row)]).sort((a, b) => (b[1] ?? 2) - (a[1] ?? 2));
  return sorted.slice(0, 15);
}

/** Every day of the time, also those on which nothing was counted. */
function allDays({ from, to, by_day: days }) {
  const known = new Map(days.map((row) => [row.day, row]));
  const all = [];
  for (let day = new Date(from); day <= new Date(to) && all.length < 400; day.setUTCDate(day.getUTCDate() + 1)) {
    const name = day.toISOString().slice(0, 10);
    all.push(known.get(name) ?? { day: name, ...Object.fromEntries(TOTALS.map((key) => [key, 0])) });
  }
  return all.length ? all : days;
}

function parts(figures) {
  const days = allDays(figures);
  const languages = biggest(figures.by_language);
  const places = biggest(figures.by_municipality);
  const ratings = Object.entries(figures.ratings ?? {});
  return [
    cards(figures),
    section("figures_days", legend(), overDays(say("figures_days"), days, ["conversations", "handed_over"]),
      folded(table("figures_days", heads("day"), days.map((row) => [row.day, ...counts(row)])))),
    section("figures_languages",
      bars(say("figures_languages"), languages.map((row) => [languageWords(row.language), row.conversations])),
      folded(table("figures_languages", heads("language"),
        languages.map((row) => [languageWords(row.language), ...counts(row)])))),
    section("figures_municipalities", table("figures_municipalities", heads("municipality"),
      places.map((row) => [municipality(row.municipality), ...counts(row)]))),
    section("figures_topics", bars(say("figures_topics"), perTopic(figures.by_topic)),
      folded(table("figures_topics", heads("topic"),
        figures.by_topic.map((row) => [topicName(row.topic), ...counts(row)])))),
    section("figures_outcomes", table("figures_outcomes", ["outcome", "number"],
      OUTCOMES.map((key) => [say(`outcome_${key}`), shown(figures.outcomes?.[key])])),
    table("figures_ratings", ["rating", "number"],
      ratings.map(([key, number]) => [say(`rating_${key}`) || key, shown(number)]))),
    section("figures_rated", text("p", "soft", "figures_rated_help"), rated(figures.answer_ratings)),
    section("figures_unanswered", text("p", "soft", "figures_unanswered_help"),
      table("figures_unanswered", ["topic", "municipality", "language", "number"],
        (figures.unanswered ?? []).map((row) => [topicName(row.topic), municipality(row.municipality),
          languageWords(row.language), shown(row.number)]))),
  ];
}

function rated({ all, by_topic: topics }) {
  const rows = [[say("figures_rated_all"), all], ...topics.map((row) => [topicName(row.topic), row])];
  return table("figures_rated", ["topic", ...RATED.map((key) => `rated_${key}`)],
    rows.map(([name, row]) => [name, ...RATED.map((key) => shown(row[key]))]));
}

const folded = (content) => make("details", "", text("summary", "", "as_table"), content);

function legend() {
  return make("p", "legend", make("span", "swatch series0"), text("span", "", "figure_conversations"),
    make("span", "swatch series1"), text("span", "", "figure_handed_over"));
}

function form(show) {
  const from = input({ type: "date", name: "from", value: chosen.from, required: true });
  const to = input({ type: "date", name: "to", value: chosen.to, required: true });
  const place = select("municipality", [["", say("all_municipalities")],
    ...config.municipalities.map((one) => [one.id, municipality(one.id)])], chosen.municipality);
  const file = text("a", "file", "figures_file");
  file.download = "monineuvo.csv";
  const element = make("form", "row bar", field("from", from), field("to", to),
    field("municipality", place), text("button", "primary", "show"), file);
  const link = () => { file.href = api.figuresFile(chosen); };
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    Object.assign(chosen, Object.fromEntries(new FormData(element)));
    link();
    show();
  });
  link();
  return element;
}

/** Shows the page. */
export function show() {
  const problem = make("p", "problem");
  problem.setAttribute("role", "status");
  const content = make("div", "");
  const fill = async () => {
    try {
      content.replaceChildren(...parts(await api.getFigures(chosen)));
      problem.textContent = "";
    } catch (error) {
      problem.textContent = explain(error);
    }
  };
  byId("page").replaceChildren(text("h1", "", "page_figures"), text("p", "soft", "figures_help"),
    form(fill), problem, content);
  return fill();
}
