/** A moment as people say it here: weekday, date and clock of Finland, with Western digits. */

import { page, say } from "./page.js";

const ZONE = { timeZone: "Europe/Helsinki" };

/** "maanantai 23.11. klo 9.00" of an ISO time. */
export function when(iso) {
  const moment = new Date(iso);
  const numbers = new Intl.DateTimeFormat("en-GB", {
    ...ZONE, day: "numeric", month: "numeric", hour: "numeric", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(moment);
  const part = (type) => numbers.find((one) => one.type === type).value;
  const day = new Intl.DateTimeFormat(page.language, { ...ZONE, weekday: "long" }).format(moment);
  const clock = [Number(part("hour")), part("minute")];
  const time = clock.join(["fi", "sv"].includes(page.language) ? "." : ":");
  return `${day} ${Number(part("day"))}.${Number(part("month"))}. ${say("ui_handover_clock", time)}`;
}
