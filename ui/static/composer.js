// Where the visitor writes: the wish so far as chips, the message, what is wrong with it, send or stop.

import { button, h, newId } from "./dom.js";
import { t } from "./texts.js";

export class Composer {
  // `act` does: say(text), drop(chip), stop().
  constructor(act, { many, longest }) {
    this.#act = act;
    this.#longest = longest;
    const fault = newId("fault");
    this.input = h("textarea", {
      id: "say", rows: 1, autocomplete: "off", enterkeyhint: "send", "aria-describedby": fault,
      placeholder: t("say.placeholder"),
      oninput: () => this.#changed(),
      onkeydown: (event) => this.#key(event),
    });
    this.#fault = h("p", { class: "fault", id: fault, role: "alert" });
    this.node = h(
      "form",
      { class: "composer", onsubmit: (event) => (event.preventDefault(), this.send()) },
      this.#wish,
      this.#fault,
      h(
        "div",
        { class: "field" },
        h("label", { class: "unseen", for: "say" }, t("say", { many })),
        this.input,
        this.#send,
        this.#stop,
      ),
    );
  }

  #act;
  #longest;
  #busy = false;
  #fault;
  #wish = h("ul", { class: "wish", "aria-label": t("wish"), hidden: true });
  #send = button({ name: "send", words: t("say.send"), quiet: true, class: "go", type: "submit" });
  #stop = button({ name: "stop", words: t("say.stop"), quiet: true, class: "go halt", hidden: true }, () => this.#act.stop());

  send() {
    if (this.#busy) return;
    // One character too many is enough for the server to refuse it in its own words.
    this.#act.say(this.input.value.slice(0, this.#longest + 1), this.input.value);
  }

  busy(busy) {
    const leaving = document.activeElement === this.#stop;
    this.#busy = busy;
    this.#send.hidden = busy;
    this.#stop.hidden = !busy;
    if (leaving && !busy) this.input.focus();
  }

  fault(text, requestId = "") {
    this.#fault.replaceChildren(text);
    if (requestId) this.#fault.append(" ", h("span", { class: "reference" }, t("fault.reference", { id: requestId })));
    this.input.toggleAttribute("aria-invalid", text !== "");
  }

  // Gives back what was typed, unless something else has been typed since.
  restore(text) {
    if (this.input.value === "") this.fill(text);
  }

  fill(text, focus = false) {
    this.input.value = text;
    this.#changed();
    if (focus) {
      this.input.focus();
      this.input.setSelectionRange(text.length, text.length);
    }
  }

  chips(chips) {
    const had = this.#wish.contains(document.activeElement);
    this.#wish.replaceChildren(...chips.map((chip) => this.#chip(chip)));
    this.#wish.hidden = chips.length === 0;
    if (had) this.input.focus();
  }

  #chip(chip) {
    return h(
      "li",
      { class: "chip", "data-kind": chip.kind },
      button(
        { words: chip.label, class: "restate", title: t("wish.restate"),
          label: t("wish.restate.one", { label: chip.label }) },
        () => this.fill(chip.source || chip.label, true),
      ),
      button(
        { name: "close", words: t("wish.drop"), quiet: true, class: "drop",
          label: t("wish.drop.one", { label: chip.label }) },
        () => this.#busy || this.#act.drop(chip),
      ),
    );
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  #changed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
    if (this.#fault.textContent) this.fault("");
  }
}

