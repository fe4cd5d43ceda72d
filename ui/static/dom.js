// Builds elements. Text only ever becomes text: nothing here reads markup.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ICONS = {
  like: "M7.5 11v9H4v-9h3.5m0 0 3.7-8c1.6 0 2.6 1 2.6 2.5L13.3 9H18a2 2 0 0 1 2 2.4l-1.2 6.5a2.5 2.5 0 0 1-2.5 2.1H7.5",
  dislike: "M16.5 13V4H20v9h-3.5m0 0-3.7 8c-1.6 0-2.6-1-2.6-2.5l.5-3.5H6a2 2 0 0 1-2-2.4l1.2-6.5A2.5 2.5 0 0 1 7.7 4h8.8",
  more: "M12 5.5v13M5.5 12h13",
  not: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M6.2 6.2l11.6 11.6",
  send: "M12 19V5.5M6 11l6-6 6 6",
  stop: "M7.5 7.5h9v9h-9z",
  close: "M7 7l10 10M17 7 7 17",
  down: "M6 9.5l6 6 6-6",
  fresh: "M12 5v14M5 12h14",
  theme: "M19.5 14.2A8 8 0 1 1 9.8 4.5a6.4 6.4 0 0 0 9.7 9.7z",
  pen: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5z",
  list: "M5 7h14M5 12h14M5 17h9",
  link: "M10 14a4.2 4.2 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1.2 1.2M14 10a4.2 4.2 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1.2-1.2",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// A button: its words are on the screen, or, with `quiet`, only for screen readers and as a tooltip.
export function button({ name, words, quiet = false, label, ...attributes }, pressed) {
  return h(
    "button",
    {
      type: "button",
      title: quiet ? words : null,
      "aria-label": label ?? (quiet ? words : null),
      ...attributes,
      onclick: pressed,
    },
    name ? icon(name) : null,
    quiet ? null : h("span", {}, words),
  );
}

export const unseen = (text) => h("span", { class: "unseen" }, text);

let made = 0;
export const newId = (prefix) => `${prefix}-${(made += 1)}`;

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
