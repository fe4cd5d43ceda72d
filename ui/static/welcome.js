// The first thing that is seen: what this is, and three requests that work.

import { button, h } from "./dom.js";

export function welcome({ many, starters, posters }, say) {
  return h(
    "section",
    { class: "welcome", "aria-label": "Welcome" },
    h(
      "div",
      { class: "fan", "aria-hidden": "true" },
      ...posters.map((src) => h("img", { src, alt: "", width: 320, height: 160 })),
    ),
    h("h2", {}, `Find ${many} in your own words.`),
    h("p", {}, "Every suggestion comes with its reason, and no reason claims what is not so."),
    h(
      "ul",
      { class: "starters", "aria-label": "Examples" },
      ...starters.map((words) => h("li", {}, button({ words, class: "starter" }, () => say(words)))),
    ),
  );
}
