// The page: puts its parts together and carries words between them and the server.

import { Composer } from "./composer.js";
import { button, h, newId } from "./dom.js";
import { Memory } from "./memory.js";
import { look, toggleLook } from "./look.js";
import { Panel } from "./panel.js";
import { choose, chosen, speak, t } from "./texts.js";
import { Transcript } from "./transcript.js";
import { welcome } from "./welcome.js";

const PATIENCE = 60_000; // without any news the server is taken to be gone

export async function mount({ element, server, welcome: { spoken: offered, ...rest }, latest, ask, stop }) {
  const language = chosen(offered);
  const about = { ...rest, ...offered[language] };
  speak(language, about.texts);
  document.title = t("title", about);
  const root = element.querySelector(".because");
  const memory = new Memory();
  let pending = null; // { to, turn, typed, timer }
  let pressing = Promise.resolve(); // buttons are told to the server one after the other

  const act = {
    say, drop, stop: halt, feel,
    explain: (card) => panel.open(card, transcript.isCurrent(card)),
    changed: (card) => panel.changed(card),
  };
  const transcript = new Transcript(act);
  const composer = new Composer(act, about);
  const hello = welcome(about, say);
  const status = h("p", { class: "unseen", role: "status" });
  const panel = new Panel(
    {
      explain: (item) => server.explain({ ...memory.key, language, item }),
      find: (text) => server.find({ language, text }),
      whyNot: (item) => server.why_not({ ...memory.key, language, item }),
    },
    instead,
  );
  const talk = h("section", { class: "talk", "aria-label": t("conversation") }, hello, transcript.node);

  look();
  root.replaceChildren(
    h(
      "header",
      { class: "top" },
      h("h1", {}, "because"),
      h("p", {}, about.description),
      button({ name: "fresh", words: t("new"), class: "plain fresh", label: t("new") }, begin),
      languages(offered, language),
      button({ name: "theme", words: t("look"), quiet: true, class: "round" }, toggleLook),
    ),
    talk,
    composer.node,
    panel.node,
    status,
  );
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.close()) event.preventDefault();
  });
  latest(heard);
  await open();
  root.dataset.ready = "";
  if (matchMedia("(pointer: fine)").matches) composer.input.focus();

  async function open() {
    const key = await memory.recall();
    if (!key.id) return;
    let found;
    try {
      found = await server.opening({ ...key, language });
    } catch {
      composer.fault(t("fault.not_loaded"));
      return;
    }
    if (!found.conversation) return memory.forget();
    for (const [id, kind] of Object.entries(found.felt)) transcript.felt.set(id, kind);
    for (const turn of found.turns) transcript.add(turn);
    composer.chips(found.chips);
    settle();
    if (!transcript.empty) transcript.last.node.scrollIntoView({ block: "start" });
  }

  function say(text, typed = text) {
    request({ text }, text, typed);
  }

  function drop(chip) {
    request({ drop: chip.id }, t("wish.without", { label: chip.label }), "");
  }

  // Chooses the last list anew, as if that had been done first; `words` until the server has better ones.
  function instead(what, words) {
    if (pending) halt();
    request({ instead: what }, words, "");
  }

  function request(what, shown, typed) {
    if (pending) return;
    const to = newId("ask") + Math.random().toString(36).slice(2);
    const blank = { reply: "", cards: [], answers: [], done: false };
    const turn = shown.trim() && shown.length <= about.longest ? transcript.add({ ...blank, text: shown.trim() }) : null;
    pending = { to, turn, typed };
    wait();
    composer.fault("");
    composer.fill("");
    composer.busy(true);
    talk.setAttribute("aria-busy", "true");
    settle();
    if (turn) transcript.reveal(turn);
    pressing.then(() => ask({ ...memory.key, ...what, to, language }));
  }

  function heard(update) {
    if (!pending || update.to !== pending.to) return;
    wait();
    if (update.conversation) memory.keep(update.conversation);
    if (update.fault) return failed(update.fault);
    if (update.chips) composer.chips(update.chips);
    if (!update.turn) return;
    pending.turn ??= transcript.add(update.turn);
    const first = pending.turn.cards.length === 0 && update.turn.cards.length > 0;
    pending.turn.update(update.turn);
    if (update.turn.forgets) transcript.forgetEarlier();
    if (first) transcript.reveal(pending.turn);
    if (update.turn.done) finish(spoken(update.turn));
  }

  function finish(told) {
    clearTimeout(pending?.timer);
    pending = null;
    composer.busy(false);
    talk.setAttribute("aria-busy", "false");
    status.textContent = told;
    settle();
  }

  function failed({ text, request_id: id }) {
    const { turn, typed } = pending;
    if (turn && turn.cards.length === 0) transcript.remove(turn);
    finish("");
    composer.restore(typed);
    composer.fault(text, id);
    composer.input.focus();
  }

  function halt() {
    if (!pending) return;
    stop();
    pending.turn?.stop();
    finish(t("say.stopped"));
    composer.input.focus();
  }

  function wait() {
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => (stop(), failed({ text: t("fault.no_answer") })), PATIENCE);
  }

  // What was pressed shows at once, and is taken back if it could not be kept.
  function feel(item, was, kind) {
    transcript.feel(item, kind);
    const steps = [...(was ? ["undo"] : []), ...(kind ? [kind] : [])];
    pressing = pressing.then(async () => {
      try {
        for (const step of steps) {
          const update = await server.feel({ ...memory.key, item, kind: step, language });
          if (update.fault) throw update.fault;
          composer.chips(update.chips);
        }
      } catch (fault) {
        transcript.feel(item, was);
        composer.fault(fault.text ?? t("fault.not_kept"), fault.request_id);
      }
    });
  }

  function begin() {
    if (pending) halt();
    memory.forget();
    transcript.clear();
    composer.chips([]);
    composer.fault("");
    composer.fill("", true);
    status.textContent = t("new.done");
    settle();
  }

  function settle() {
    hello.hidden = !transcript.empty;
    root.classList.toggle("begun", !transcript.empty);
  }
}

function spoken({ reply, cards }) {
  return [reply, ...cards.map(({ title, reason }) => t("spoken", { title, reason }))].join(" ");
}

// One button a language that is not spoken now. What was said stays: the conversation is opened again in it.
function languages(offered, current) {
  const others = Object.entries(offered).filter(([tag]) => tag !== current);
  const change = (tag) => () => (choose(tag), location.reload());
  return h(
    "div",
    { class: "languages", role: "group", "aria-label": t("language") },
    ...others.map(([tag, { name }]) => button({ words: name, class: "plain", lang: tag }, change(tag))),
  );
}
