// One recommended item: what it is, why it is here, and what can be said of it.

import { button, h, icon, newId, unseen } from "./dom.js";

const WRITERS = {
  template: { name: "list", words: "from the facts", long: "Put together from the facts" },
  llm: { name: "pen", words: "AI-phrased, checked", long: "Phrased by a language model and checked against the facts" },
};

// `act` does: feel(id, kind), say(text). `felt` is what was pressed before.
export class Card {
  constructor(view, act, felt) {
    this.id = view.id;
    this.#act = act;
    const heading = newId("card");
    this.node = h(
      "li",
      { class: "card", "data-item": view.id },
      h(
        "article",
        { "aria-labelledby": heading },
        h("img", { class: "poster", src: view.poster, alt: "", "aria-hidden": "true", width: 320, height: 160 }),
        h(
          "div",
          { class: "body" },
          h("h3", { id: heading }, title(view)),
          h("ul", { class: "facts", "aria-label": "Facts" }, ...view.facts.map(fact)),
          this.#because(view),
          this.#panel,
          this.#actions(view),
        ),
      ),
    );
    this.update(view);
    this.feel(felt);
  }

  #act;
  #felt = "";
  #why;
  #panel = h("div", { class: "why", id: newId("why"), hidden: true });
  #reason = h("p", { class: "reason" });
  #writer = h("span", { class: "writer" });
  #buttons = {};
  #shown = "";

  // The sentence may change; everything else stays as it was first shown.
  update(view) {
    if (this.#shown === view.writer + view.reason) return;
    const replaced = this.#shown !== "";
    this.#shown = view.writer + view.reason;
    // A shorter sentence must not move the buttons away from under a finger.
    if (replaced) this.#reason.style.minHeight = `${this.#reason.offsetHeight}px`;
    this.#reason.textContent = view.reason;
    const writer = WRITERS[view.writer] ?? WRITERS.template;
    this.#writer.replaceChildren(icon(writer.name), h("span", {}, writer.words));
    this.#writer.title = writer.long;
    this.#writer.dataset.by = view.writer;
    if (replaced) this.#reason.classList.add("arrived");
  }

  feel(kind) {
    this.#felt = kind ?? "";
    for (const [name, pressed] of Object.entries(this.#buttons)) {
      pressed.setAttribute("aria-pressed", String(name === this.#felt));
    }
    this.node.dataset.felt = this.#felt;
  }

  close() {
    if (this.#panel.hidden) return false;
    this.#open(false);
    this.#why.focus();
    return true;
  }

  #because(view) {
    this.#why = button(
      { name: "down", words: "Why?", class: "whybutton", "aria-expanded": "false", "aria-controls": this.#panel.id,
        label: `Why ${view.title}?` },
      () => this.#open(this.#panel.hidden),
    );
    fill(this.#panel, view);
    return h(
      "div",
      { class: "because-this" },
      h("div", { class: "lead" }, h("span", { class: "label" }, "because"), this.#writer, this.#why),
      this.#reason,
    );
  }

  #open(open) {
    this.#panel.hidden = !open;
    this.#why.setAttribute("aria-expanded", String(open));
    this.node.classList.toggle("open", open);
  }

  #actions(view) {
    const press = (kind) => () => this.#act.feel(view.id, this.#felt, this.#felt === kind ? "" : kind);
    const toggle = (kind, name, words, quiet) =>
      (this.#buttons[kind] = button(
        { name, words, quiet, class: quiet ? "round" : "plain", "aria-pressed": "false",
          label: `${words}: ${view.title}` },
        press(kind),
      ));
    return h(
      "div",
      { class: "actions", role: "group", "aria-label": `What do you think of ${view.title}?` },
      toggle("like", "like", "Like", true),
      toggle("dislike", "dislike", "Dislike", true),
      button(
        { name: "more", words: "More like this", class: "plain", label: `More like this: ${view.title}` },
        () => this.#act.say(view.more_like),
      ),
      toggle("dismiss", "not", "Not this", false),
    );
  }
}

function title(view) {
  if (!view.url) return view.title;
  return h("a", { href: view.url, rel: "noopener noreferrer", target: "_blank" }, view.title);
}

const fact = ({ label, text }) => h("li", { title: label }, unseen(`${label}: `), text);

// What supports the item in plain words; the arithmetic one click deeper.
function fill(panel, view) {
  const parts = view.parts.filter(({ value }) => value !== 0);
  const rounded = roundToSum(parts.map(({ value }) => value), view.score);
  const most = Math.max(...parts.map(({ value }) => Math.abs(value)), 1e-9);
  panel.replaceChildren(
    ...grouped(view.evidence),
    h(
      "details",
      {},
      h("summary", {}, "The score, part by part"),
      h(
        "ul",
        { class: "parts" },
        ...parts.map(({ label, value }, i) => part(label, rounded.values[i], value / most)),
        h("li", { class: "total" }, h("span", {}, "Together"), h("span", { class: "number" }, rounded.total)),
      ),
    ),
  );
}

// One heading a kind of evidence, in the order in which the kinds first come.
function grouped(evidence) {
  const groups = new Map();
  for (const { kind, label, text } of evidence) {
    if (!groups.has(kind)) groups.set(kind, { label, texts: [] });
    groups.get(kind).texts.push(text);
  }
  return [...groups].flatMap(([kind, { label, texts }]) => [
    h("h4", { "data-kind": kind }, label),
    h("ul", { class: "evidence" }, ...texts.map((text) => h("li", {}, text))),
  ]);
}

function part(label, number, share) {
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span", {}));
  bar.firstChild.style.width = `${Math.max(Math.abs(share) * 100, 2)}%`;
  return h(
    "li",
    { class: share < 0 ? "less" : "more" },
    h("span", {}, label),
    h("span", { class: "number" }, number),
    bar,
  );
}

// Two decimals each, so that what is printed adds up to the total that is printed.
export function roundToSum(values, total) {
  const cents = values.map((value) => Math.floor(value * 100));
  let missing = Math.round(total * 100) - cents.reduce((sum, one) => sum + one, 0);
  const order = values.map((value, i) => [value * 100 - cents[i], i]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, i] of order) if (missing > 0) (cents[i] += 1), (missing -= 1);
  const signed = (n) => `${n < 0 ? "−" : "+"}${(Math.abs(n) / 100).toFixed(2)}`;
  return { values: cents.map(signed), total: (Math.round(total * 100) / 100).toFixed(2).replace("-", "−") };
}
