// "Why not …?": a box that finds titles while one types, and the answer for the one chosen.
// The pattern is the editable combobox with a list box of the ARIA Authoring Practices Guide.

import { bars, numbers } from "./bars.js";
import { h, newId } from "./dom.js";
import { t } from "./texts.js";
import { change } from "./why.js";

const PAUSE = 150; // milliseconds after a key before the server is asked

// `find(text)` answers with titles, `answer(id)` with why one of them is not there; both throw a fault's text.
export class WhyNot {
  constructor({ find, answer, act }) {
    this.#find = find;
    this.#answer = answer;
    this.#act = act;
    const [label, list] = [newId("label"), newId("titles")];
    this.#options = h("ul", { id: list, role: "listbox", "aria-labelledby": label, hidden: true });
    this.#input = h("input", {
      id: newId("title"), type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: 200,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list,
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onblur: () => this.#close(),
    });
    this.node = h(
      "div",
      { class: "why-not" },
      h("label", { id: label, for: this.#input.id }, t("why.not.label")),
      h("div", { class: "combo" }, this.#input, this.#options),
      this.#told,
    );
  }

  #find;
  #answer;
  #act;
  #input;
  #options;
  #told = h("div", { class: "told", role: "status" });
  #titles = [];
  #at = -1;
  #timer = 0;
  #asked = 0; // counts what was asked, so that what comes too late is known

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(this.#input.value.trim()), PAUSE);
  }

  async #look(text) {
    const asked = (this.#asked += 1);
    let titles = [];
    try {
      if (text) titles = await this.#find(text);
    } catch (fault) {
      return this.#say(fault.message);
    }
    if (asked !== this.#asked) return;
    this.#titles = titles;
    this.#options.replaceChildren(...titles.map((title, n) => this.#option(title, n)));
    this.#open(titles.length > 0);
    this.#say(text && titles.length === 0 ? t("why.not.none") : "");
  }

  #option({ title, detail }, n) {
    // The box keeps the focus, so that the list does not close before it hears the click.
    const press = { onpointerdown: (event) => event.preventDefault(), onclick: () => this.#choose(n) };
    return h(
      "li",
      { id: `${this.#options.id}-${n}`, role: "option", "aria-selected": "false", ...press },
      h("span", {}, title),
      detail ? h("span", { class: "note" }, detail) : null,
    );
  }

  #key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(step);
    else if (event.key === "Enter" && !this.#options.hidden) this.#choose(Math.max(this.#at, 0));
    else if (event.key === "Escape" && !this.#options.hidden) this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(step) {
    const n = this.#titles.length;
    if (n === 0) return;
    this.#open(true);
    this.#at = this.#at < 0 && step < 0 ? n - 1 : (this.#at + step + n) % n;
    [...this.#options.children].forEach((one, i) => one.setAttribute("aria-selected", String(i === this.#at)));
    this.#input.setAttribute("aria-activedescendant", this.#options.children[this.#at].id);
    this.#options.children[this.#at].scrollIntoView({ block: "nearest" });
  }

  async #choose(n) {
    const { id, title } = this.#titles[n];
    clearTimeout(this.#timer);
    const asked = (this.#asked += 1);
    this.#input.value = title;
    this.#close();
    this.#say(t("why.loading"));
    try {
      const view = await this.#answer(id);
      if (asked === this.#asked) this.#told.replaceChildren(...this.#contents(view));
    } catch (fault) {
      this.#say(fault.message);
    }
  }

  // In words first; then what would bring it in; part by part one click deeper.
  #contents({ text, beside, parts, changes }) {
    return [
      h("p", {}, text),
      changes.length > 0 ? h("ul", { class: "changes" }, ...changes.map((one) => h("li", {}, ...change(one, this.#act)))) : "",
      parts.rows.length > 0 ? h("details", {}, h("summary", {}, beside), bars(parts), numbers(parts)) : "",
    ];
  }

  #say(text) {
    this.#told.replaceChildren(...(text ? [h("p", {}, text)] : []));
  }

  #open(open) {
    this.#options.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
    if (!open) this.#input.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.#at = -1;
    this.#open(false);
  }
}
