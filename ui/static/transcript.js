// What was said and shown, oldest first. Each turn is built once and changed in place afterwards.

import { Card } from "./card.js";
import { button, calm, h } from "./dom.js";
import { t } from "./texts.js";

class Turn {
  constructor(act, felt) {
    this.#act = act;
    this.#felt = felt;
    this.node = h("li", { class: "turn" }, this.#said, this.#waiting, this.#reply, this.#shelf, this.#answers);
  }

  cards = [];
  #act;
  #felt;
  #said = h("h2", { class: "said" });
  #waiting = h("p", { class: "waiting" }, h("i"), h("i"), h("i"));
  #reply = h("p", { class: "reply", hidden: true });
  #shelf = h("ul", { class: "cards", hidden: true, "aria-label": t("cards") });
  #answers = h("div", { class: "answers", hidden: true, role: "group", "aria-label": t("answers") });

  update(view) {
    this.#said.textContent = view.text;
    this.#said.hidden = view.text === "";
    this.#waiting.hidden = view.reply !== "" || view.cards.length > 0 || view.done;
    this.#reply.textContent = view.reply;
    this.#reply.hidden = view.reply === "";
    if (this.cards.length === 0 && view.cards.length > 0) {
      this.cards = view.cards.map((card) => new Card(card, this.#act, this.#felt.get(card.id)));
      this.#shelf.append(...this.cards.map(({ node }) => node));
      this.#shelf.hidden = false;
    } else {
      for (const [i, card] of this.cards.entries()) {
        if (view.cards[i] && card.update(view.cards[i])) this.#act.changed(card);
      }
    }
    if (this.#answers.childElementCount !== view.answers.length) {
      this.#answers.replaceChildren(
        ...view.answers.map((words) => button({ words, class: "answer" }, () => this.#act.say(words))),
      );
      this.#answers.hidden = view.answers.length === 0;
    }
  }

  // Quick answers belong to the last question only.
  settle() {
    this.#waiting.hidden = true;
    this.#answers.hidden = true;
  }

  stop() {
    this.#waiting.hidden = true;
    this.node.classList.add("stopped");
  }
}

export class Transcript {
  constructor(act) {
    this.#act = act;
    this.node = h("ol", { class: "turns", "aria-label": t("conversation") });
  }

  felt = new Map();
  #act;
  #turns = [];

  get empty() {
    return this.#turns.length === 0;
  }

  get last() {
    return this.#turns.at(-1);
  }

  add(view) {
    this.last?.settle();
    const turn = new Turn(this.#act, this.felt);
    turn.update(view);
    this.#turns.push(turn);
    this.node.append(turn.node);
    return turn;
  }

  remove(turn) {
    this.#turns = this.#turns.filter((one) => one !== turn);
    turn.node.remove();
  }

  // Only the last turn stays.
  forgetEarlier() {
    for (const turn of this.#turns.slice(0, -1)) this.remove(turn);
    this.felt.clear();
  }

  clear() {
    this.#turns = [];
    this.felt.clear();
    this.node.replaceChildren();
  }

  feel(id, kind) {
    if (kind) this.felt.set(id, kind);
    else this.felt.delete(id);
    for (const card of this.#cards()) if (card.id === id) card.feel(kind);
  }

  // Whether the card is on the list that was shown last.
  isCurrent(card) {
    return Boolean(this.#turns.findLast(({ cards }) => cards.length > 0)?.cards.includes(card));
  }

  reveal(turn) {
    turn.node.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }

  #cards() {
    return this.#turns.flatMap(({ cards }) => cards);
  }
}
