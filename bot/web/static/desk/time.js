/** Times as a person reads them, in Finland's time. */

import { config, say } from "./dom.js";

const ZONE = "Europe/Helsinki";
const LOCALES = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };

// Some times come without a zone; all are in UTC.
const parse = (iso) => new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`);

const format = (iso, options) => {
  if (!iso) return "";
  const locale = LOCALES[config.language] ?? "fi-FI";
  return new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }).format(parse(iso));
};

const day = (iso) => format(iso, { year: "numeric", month: "2-digit", day: "2-digit" });

/** The date and the time of day. */
export const dateTime = (iso) => format(iso, {
  day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit",
});

/** The time of day; with the date if it is not today. */
export function clock(iso) {
  const now = new Date().toISOString();
  return iso && day(iso) === day(now) ? format(iso, { hour: "2-digit", minute: "2-digit" }) : dateTime(iso);
}

/** A weekday by its number, 0 is Monday. */
export const weekday = (number) => {
  const name = format(new Date(Date.UTC(2024, 0, 1 + number, 12)).toISOString(), { weekday: "long" });
  return name[0].toUpperCase() + name.slice(1);
};

/** How long ago, for one who waits. */
export function since(iso) {
  const minutes = Math.max(0, Math.floor((Date.now() - parse(iso)) / 60000));
  if (minutes < 1) return say("less_than_minute");
  if (minutes < 60) return say("minutes", { n: minutes });
  if (minutes < 24 * 60) return say("hours", { n: Math.floor(minutes / 60), m: minutes % 60 });
  return say("days", { n: Math.floor(minutes / 1440) });
}

/** Whether a time has passed. */
export const past = (iso) => Boolean(iso) && parse(iso) < Date.now();

/** Today and so many days before, as dates for a date field. */
export function daysAgo(number) {
  return new Date(Date.now() - number * 86400000).toISOString().slice(0, 10);
}
