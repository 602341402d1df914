/** Plots as SVG, made of elements: no picture, no library, colours from the style sheet. */

const NS = "http://www.w3.org/2000/svg";
const LESS = "<5";

function shape(name, attributes, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A number as it may be shown: those under 5 come as null. */
export const shown = (number) => (number === null ? LESS : String(number ?? 0));

const heightOf = (number) => (number === null ? 2 : number ?? 0);

function picture(width, height, name, ...children) {
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "plot" });
  svg.setAttribute("aria-label", name);
  svg.append(...children);
  return svg;
}

/**
 * Bars over days; each series is drawn within the one before.
 *
 * @param {string} name what a screen reader says; the same is in a table beside it
 * @param {{day: string}[]} days
 * @param {string[]} series keys of a day, the largest first
 */
export function overDays(name, days, series) {
  const [width, height, left, bottom] = [720, 220, 36, 24];
  const top = Math.max(5, ...days.map((day) => heightOf(day[series[0]])));
  const step = (width - left) / Math.max(14, days.length);
  const y = (value) => 8 + (height - bottom - 8) * (1 - value / top);
  const children = [0, top / 2, top].flatMap((value) => [
    shape("line", { x1: left, x2: width, y1: y(value), y2: y(value), class: "grid" }),
    shape("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, String(Math.round(value))),
  ]);
  days.forEach((day, index) => {
    series.forEach((key, nth) => {
      const value = heightOf(day[key]);
      children.push(shape("rect", {
        x: left + index * step + step * (0.15 + nth * 0.15), width: step * (0.7 - nth * 0.3), y: y(value),
        height: Math.max(0, height - bottom - y(value)), class: `series${nth}`,
      }));
    });
    const every = Math.ceil(days.length / 8);
    if (index % every) return;
    const [, month, date] = day.day.split("-").map(Number);
    children.push(shape("text", {
      x: left + (index + 0.5) * step, y: height - 6, "text-anchor": "middle",
    }, `${date}.${month}.`));
  });
  return picture(width, height, name, ...children);
}

/**
 * Bars beside each other with their names and numbers.
 *
 * @param {string} name
 * @param {[string, number|null][]} pairs
 */
export function bars(name, pairs) {
  const [width, row, left] = [720, 28, 230];
  const top = Math.max(5, ...pairs.map(([, value]) => heightOf(value)));
  const children = pairs.flatMap(([words, value], index) => {
    const length = (width - left - 60) * (heightOf(value) / top);
    const middle = index * row + row / 2 + 5;
    const cut = words.length > 30 ? `${words.slice(0, 29)}…` : words;
    return [
      shape("text", { x: left - 8, y: middle, "text-anchor": "end" }, cut),
      shape("rect", { x: left, y: index * row + 5, width: Math.max(2, length), height: row - 10, class: "series0" }),
      shape("text", { x: left + length + 8, y: middle }, shown(value)),
    ];
  });
  return picture(width, Math.max(row, pairs.length * row), name, ...children);
}
