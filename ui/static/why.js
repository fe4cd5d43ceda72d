// Everything behind "why?", from what the server tells: words and drawings, no arithmetic.

import { bars, numbers } from "./bars.js";
import { button, h, newId } from "./dom.js";
import { t } from "./texts.js";

// `act(do, words)` carries out what a button offers, null where nothing can be done any more; `ask` is the box for other titles.
export function why(view, { act, ask }) {
  const id = newId("why");
  return h(
    "div",
    { class: "why" },
    h("p", { class: "sentence" }, ...view.words.map((stretch) => piece(stretch, id))),
    h("p", { class: "by" }, view.by),
    section("why.for", view.spoke_for.length > 0, () => [support(view.spoke_for, id)]),
    section("why.against", view.against.length > 0, () => [support(view.against, id)]),
    section("why.words", view.most.length > 0, () => counted(view)),
    section("why.items", view.items.rows.length > 0, () => [bars(view.items), more(numbers(view.items))]),
    section("why.parts", view.parts.rows.length > 0, () => [bars(view.parts), more(numbers(view.parts))]),
    section("why.changes", view.changes.length > 0, () => changes(view.changes, act)),
    section("why.not", ask !== null, () => [ask]),
    section("why.path", view.path.length > 0, () => [path(view.path), ...view.made_with.map(fine)]),
  );
}

function section(key, there, inside) {
  if (!there) return null;
  const id = newId("section");
  return h("section", { "aria-labelledby": id, "data-section": key }, h("h3", { id }, t(key)), ...inside());
}

const fine = (words) => h("p", { class: "fine" }, words);

const more = (...inside) => h("details", {}, h("summary", {}, t("why.numbers")), ...inside);

// A stretch that rests on evidence leads to it, like a footnote.
function piece({ text, numbers: rests }, id) {
  if (rests.length === 0) return text;
  return h(
    "a",
    { class: "mark", href: `#${id}-${rests[0]}`, "data-numbers": rests.join(" "), onclick: follow },
    text,
    h("sup", {}, rests.join(" ")),
  );
}

// Gives the evidence the focus that following the link would give it; the address of the chat stays as it is.
function follow(event) {
  event.preventDefault();
  event.currentTarget.closest(".why").querySelector(event.currentTarget.hash)?.focus();
}

function support(rows, id) {
  return h(
    "ul",
    { class: "support" },
    ...rows.map(({ number, kind, label, text }) =>
      h(
        "li",
        {
          id: number ? `${id}-${number}` : null, tabindex: number ? 0 : null,
          "data-kind": kind, "data-numbers": number || null,
        },
        number ? h("span", { class: "number" }, String(number)) : null,
        label ? h("span", { class: "kind" }, label) : null,
        text,
      ),
    ),
  );
}

function counted({ phrases, most, lime, counting }) {
  return [
    ...most.map((line) => h("p", {}, line)),
    bars(phrases),
    more(
      numbers(phrases),
      ...counting.map(fine),
      ...(lime.rows.length > 0 ? [h("h4", {}, t("why.lime")), bars(lime), numbers(lime)] : []),
    ),
  ];
}

function changes(all, act) {
  return [
    h("ul", { class: "changes" }, ...all.map((one) => h("li", {}, ...change(one, act)))),
    act ? null : fine(t("why.past")),
  ];
}

// A change in words, and the button that makes it.
export function change({ text, press, do: what }, act) {
  const id = newId("change");
  const does = () => button({ words: press, class: "does", "aria-describedby": id }, () => act(what, press));
  return [h("p", { id }, text), what && act ? does() : null];
}

function path(steps) {
  return h("ol", { class: "path" }, ...steps.map((one) => h("li", {}, step(one))));
}

function step({ label, count, text, took, details }) {
  return h(
    "details",
    {},
    h("summary", {}, h("span", {}, label), h("span", { class: "count" }, count)),
    text ? h("p", {}, text) : null,
    details.length > 0 ? h("table", {}, ...details.map(detail)) : null,
    took ? fine(took) : null,
  );
}

const detail = ({ label, value }) => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, value));
