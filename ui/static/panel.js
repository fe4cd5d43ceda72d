// The panel behind "why?": one for the page, beside the conversation where there is room, else over it.

import { button, h, newId } from "./dom.js";
import { lighten } from "./marks.js";
import { t } from "./texts.js";
import { why } from "./why.js";
import { WhyNot } from "./why_not.js";

const NARROW = "(max-width: 63.99rem)";
const PATIENCE = 60_000; // without an answer the server is taken to be gone

export class Panel {
  // `ask` does: explain(item), find(text), whyNot(item), each a promise; `act(do, words)` carries out a button's offer.
  constructor(ask, act) {
    this.#ask = ask;
    this.#act = (what, words) => (this.close(), act(what, words));
    const [label, title] = [newId("panel"), newId("panel")];
    this.#title = h("h2", { id: title, tabindex: -1 });
    this.node = h(
      "dialog",
      { class: "panel", "aria-labelledby": `${label} ${title}`, oncancel: (event) => (event.preventDefault(), this.close()) },
      h(
        "header",
        {},
        h("p", { id: label }, t("why")),
        this.#title,
        button({ name: "close", words: t("why.close"), quiet: true, class: "round" }, () => this.close()),
      ),
      this.#body,
    );
    lighten(this.node);
  }

  #ask;
  #act;
  #title;
  #body = h("div", { class: "panel-body" });
  #card = null;
  #current = true;

  // Shows the card's reasons; `current`: it is on the last list, where buttons still do what they say.
  open(card, current) {
    this.#card?.opened(false);
    this.#card = card;
    this.#current = current;
    card.opened(true);
    this.#title.textContent = card.title;
    if (!this.node.open) matchMedia(NARROW).matches ? this.node.showModal() : this.node.show();
    this.#title.focus({ preventScroll: true });
    return this.#fill();
  }

  // The open card's sentence is another one now: what stands here is of the one before.
  changed(card) {
    if (card === this.#card) this.#fill();
  }

  // Whether there was something to close. The focus goes back to where it came from.
  close() {
    const card = this.#card;
    if (!card) return false;
    this.#card = null;
    this.node.close();
    card.opened(false);
    return true;
  }

  async #fill() {
    const card = this.#card;
    this.#body.scrollTop = 0;
    this.#body.replaceChildren(skeleton());
    let shown;
    try {
      shown = this.#contents((await answered(() => this.#ask.explain(card.id))).why);
    } catch (fault) {
      shown = [
        h("p", { class: "fault", role: "alert" }, fault.message),
        button({ words: t("why.again"), class: "does" }, () => this.#fill()),
      ];
    }
    if (card === this.#card) this.#body.replaceChildren(...shown);
  }

  #contents(view) {
    const act = this.#current ? this.#act : null;
    const find = async (text) => (await answered(() => this.#ask.find(text))).titles;
    const answer = async (id) => (await answered(() => this.#ask.whyNot(id))).why_not;
    return [why(view, { act, ask: this.#current ? new WhyNot({ find, answer, act }).node : null }), share(view.link)];
  }
}

function share(link) {
  const address = new URL(link, document.baseURI).href;
  const told = h("span", { role: "status" });
  const copy = () => navigator.clipboard.writeText(address).then(() => (told.textContent = t("why.copied")));
  return h(
    "footer",
    {},
    // Browsers lend the clipboard to secure pages only; the link beside it can be copied everywhere.
    navigator.clipboard ? button({ name: "link", words: t("why.copy"), class: "plain" }, copy) : null,
    h("a", { class: "plain", href: address, target: "_blank", rel: "noopener" }, t("why.open")),
    told,
    h("p", { class: "fine" }, t("why.copy.note")),
  );
}

function skeleton() {
  const lines = Array.from({ length: 9 }, () => h("i", { "aria-hidden": "true" }));
  return h("div", { class: "skeleton" }, h("p", { class: "unseen", role: "status" }, t("why.loading")), ...lines);
}

// The server's answer. Throws an Error in words for the visitor: what the server tells of a fault, or that none came.
async function answered(ask) {
  let timer;
  const late = new Promise((_, give) => (timer = setTimeout(give, PATIENCE)));
  // Where the server is not reached there is no answer, or an error in words for programmers.
  const answer = await Promise.race([ask(), late]).catch(() => null);
  clearTimeout(timer);
  if (!answer) throw new Error(t("why.no_answer"));
  if (answer.fault) throw new Error(answer.fault.text);
  return answer;
}
