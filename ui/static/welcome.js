// The first thing that is seen: what this is, and three requests that work.

import { button, h } from "./dom.js";
import { t } from "./texts.js";

export function welcome({ many, starters, posters }, say) {
  return h(
    "section",
    { class: "welcome", "aria-label": t("welcome") },
    h(
      "div",
      { class: "fan", "aria-hidden": "true" },
      ...posters.map((src) => h("img", { src, alt: "", width: 320, height: 160 })),
    ),
    h("h2", {}, t("welcome.title", { many })),
    h("p", {}, t("welcome.promise")),
    t("welcome.limits") ? h("p", { class: "limits" }, t("welcome.limits")) : null,
    h(
      "ul",
      { class: "starters", "aria-label": t("welcome.examples") },
      ...starters.map((words) => h("li", {}, button({ words, class: "starter" }, () => say(words)))),
    ),
  );
}
