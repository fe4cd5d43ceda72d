// One recommended item: what it is, the sentence that says why it is here, and what can be said of it.

import { button, h, icon, newId, unseen } from "./dom.js";
import { t } from "./texts.js";

const WRITERS = { template: "list", llm: "pen" };

// `act` does: feel(id, was, kind), say(text), explain(card). `felt` is what was pressed before.
export class Card {
  constructor(view, act, felt) {
    this.id = view.id;
    this.title = view.title;
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
          h("ul", { class: "facts", "aria-label": t("card.facts") }, ...view.facts.map(fact)),
          this.#because(view),
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
  #reason = h("p", { class: "reason" });
  #writer = h("span", { class: "writer" });
  #buttons = {};
  #shown = "";

  // The sentence may change; everything else stays as it was first shown. Whether it did.
  update(view) {
    if (this.#shown === view.writer + view.reason) return false;
    const replaced = this.#shown !== "";
    this.#shown = view.writer + view.reason;
    // A shorter sentence must not move the buttons away from under a finger.
    if (replaced) this.#reason.style.minHeight = `${this.#reason.offsetHeight}px`;
    this.#reason.textContent = view.reason;
    this.#writer.replaceChildren(icon(WRITERS[view.writer]), h("span", {}, t(`card.${view.writer}`)));
    this.#writer.title = t(`card.${view.writer}.long`);
    this.#writer.dataset.by = view.writer;
    if (replaced) this.#reason.classList.add("arrived");
    return replaced;
  }

  feel(kind) {
    this.#felt = kind ?? "";
    for (const [name, pressed] of Object.entries(this.#buttons)) {
      pressed.setAttribute("aria-pressed", String(name === this.#felt));
    }
    this.node.dataset.felt = this.#felt;
  }

  // Whether the panel shows this card. It gives the focus back when it closes.
  opened(open) {
    this.#why.setAttribute("aria-expanded", String(open));
    this.node.classList.toggle("open", open);
    if (!open) this.#why.focus({ preventScroll: true });
  }

  #because(view) {
    const label = t("card.why.one", { title: view.title });
    this.#why = button({ name: "down", words: t("card.why"), class: "whybutton", "aria-expanded": "false", label }, () =>
      this.#act.explain(this),
    );
    return h(
      "div",
      { class: "because-this" },
      h("div", { class: "lead" }, h("span", { class: "label" }, t("card.because")), this.#writer, this.#why),
      this.#reason,
    );
  }

  #actions(view) {
    const named = (words) => ({ words, label: t("card.press.one", { words, title: view.title }) });
    const toggle = (kind, name, quiet) =>
      (this.#buttons[kind] = button(
        { name, ...named(t(`card.${kind}`)), quiet, class: quiet ? "round" : "plain", "aria-pressed": "false" },
        () => this.#act.feel(view.id, this.#felt, this.#felt === kind ? "" : kind),
      ));
    return h(
      "div",
      { class: "actions", role: "group", "aria-label": t("card.think", { title: view.title }) },
      toggle("like", "like", true),
      toggle("dislike", "dislike", true),
      button({ name: "more", ...named(t("card.more")), class: "plain" }, () => this.#act.say(view.more_like)),
      toggle("dismiss", "not", false),
    );
  }
}

function title(view) {
  if (!view.url) return view.title;
  return h("a", { href: view.url, rel: "noopener noreferrer", target: "_blank" }, view.title);
}

const fact = ({ label, text }) => h("li", { title: label }, unseen(t("card.fact", { label })), text);
