/** The form of one municipality's service: hours, exceptions, holidays, who gets e-mail. */

import * as api from "./api.js";
import { area, button, field, input, make, say, text, tick } from "./dom.js";
import { explain } from "./session.js";
import { weekday } from "./time.js";

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** "9:00-12:00, 13-15" as the server wants it: pairs of "hh:mm". */
export function intervals(words) {
  return words.split(/[,;]/).map((part) => part.trim()).filter(Boolean).map((part) => part
    .split(/\s*[-–—]\s*/).map((time) => {
      const found = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(time.trim());
      return found ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : time.trim();
    }));
}

const written = (pairs) => (pairs ?? []).map(([from, to]) => `${from}–${to}`).join(", ");

function hoursInput(name, value, words) {
  const element = input({ name, value, autocomplete: "off", placeholder: say("closed_day") });
  element.setAttribute("aria-label", words);
  return element;
}

function week(hours) {
  const rows = DAYS.map((day) => {
    const name = weekday(day);
    return make("tr", "", Object.assign(make("th", "", name), { scope: "row" }),
      make("td", "", hoursInput(`day${day}`, written(hours?.[day]), `${say("hours_of")}: ${name}`)));
  });
  return make("table", "week", text("caption", "", "hours_of"), make("tbody", "", ...rows));
}

function exception(day, pairs) {
  const date = input({ type: "date", value: day });
  date.className = "date";
  date.setAttribute("aria-label", say("date"));
  const times = hoursInput("", written(pairs), say("hours_of"));
  times.className = "times";
  const row = make("li", "row", date, times);
  row.append(button("remove", () => row.remove()));
  return row;
}

function exceptions(all) {
  const list = make("ul", "exceptions", ...Object.entries(all ?? {}).map(([day, pairs]) => exception(day, pairs)));
  list.setAttribute("role", "list");
  const add = button("exception_add", () => {
    const row = exception("", []);
    list.append(row);
    row.querySelector("input").focus();
  });
  return make("fieldset", "", text("legend", "", "exceptions"), text("p", "small", "exceptions_help"), list, add);
}

function collect(form, before) {
  const hours = {};
  for (const day of DAYS) {
    const found = intervals(form.elements[`day${day}`].value);
    if (found.length) hours[day] = found;
  }
  const special = {};
  for (const row of form.querySelectorAll(".exceptions li")) {
    const day = row.querySelector(".date").value;
    if (day) special[day] = intervals(row.querySelector(".times").value);
  }
  const recipients = form.elements.recipients.value.split(/[\s,;]+/).filter(Boolean);
  return { ...before, hours, exceptions: special, holidays: form.elements.holidays.checked, recipients };
}

/**
 * The form of a municipality.
 *
 * @param {string} id
 * @param {object} data {hours, exceptions, holidays, recipients}
 * @param {function(object): void} keep gets what was saved
 */
export function build(id, data, keep) {
  const recipients = area("recipients", 3);
  recipients.value = (data.recipients ?? []).join("\n");
  recipients.dir = "ltr";
  const problems = make("ul", "problem");
  problems.setAttribute("role", "alert");
  const saved = make("p", "done-words");
  saved.setAttribute("role", "status");
  const form = make("form", "service", text("p", "small", "hours_help"), week(data.hours), exceptions(data.exceptions),
    tick("checkbox", "holidays", "1", "holidays", data.holidays ?? true),
    field("recipients", recipients, text("span", "small", "recipients_help")),
    problems, saved, make("div", "row", text("button", "primary", "save")));
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problems.replaceChildren();
    saved.textContent = "";
    try {
      keep(await api.putService(id, collect(form, data)));
      saved.textContent = say("saved");
    } catch (error) {
      const found = error.body?.problems ?? [explain(error)];
      problems.replaceChildren(...found.map((one) => make("li", "", one)));
    }
  });
  return form;
}
