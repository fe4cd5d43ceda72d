// Draws bars as the server laid them out: places and widths are hundredths of the drawing's width.

import { h, unseen } from "./dom.js";
import { t } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";

export function bars({ rows, zero, total }) {
  return h("ul", { class: "bars" }, ...rows.map((row) => bar(row, zero)), total ? sum(total, zero) : null);
}

function bar({ label, note, raises, start, width }, zero) {
  return h(
    "li",
    { class: raises ? "raises" : "lowers" },
    h("span", { class: "sign", "aria-hidden": "true" }, raises ? "+" : "−"),
    h("span", { class: "label" }, unseen(`${t(raises ? "why.raises" : "why.lowers")} `), label),
    note ? h("span", { class: "note" }, note) : null,
    drawn(start, width, zero),
  );
}

function sum({ label, number, start, width }, zero) {
  return h(
    "li",
    { class: "total" },
    h("span", { class: "sign", "aria-hidden": "true" }, "="),
    h("span", { class: "label" }, label),
    h("span", { class: "number" }, number),
    drawn(start, width, zero),
  );
}

function drawn(start, width, zero) {
  const svg = make("svg", { class: "bar", "aria-hidden": "true", width: "100%", height: 10 });
  svg.append(
    make("line", { class: "axis", x1: `${zero}%`, x2: `${zero}%`, y1: 0, y2: 10 }),
    make("rect", { class: "fill", x: `${start}%`, width: `${width}%`, y: 1, height: 8, rx: 2 }),
  );
  return svg;
}

function make(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

// The same as numbers, for whoever wants them.
export function numbers({ rows, total }) {
  return h("table", { class: "figures" }, ...rows.map((row) => figure(row)), total ? figure(total, "total") : null);
}

const figure = ({ label, number }, kind = null) =>
  h("tr", { class: kind }, h("th", { scope: "row" }, label), h("td", {}, number));
