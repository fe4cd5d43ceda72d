// What the page says, in the visitor's language. The texts come with the welcome, from the server's own files.

const NAME = "because.language";

let texts = {};

// The language chosen on this page before, else the first of the browser's that there is.
export function chosen(offered) {
  let kept = null;
  try {
    kept = localStorage.getItem(NAME);
  } catch {
    // without storage the browser decides
  }
  const wanted = [kept, ...navigator.languages].map((tag) => String(tag).split("-")[0].toLowerCase());
  return wanted.find((tag) => Object.hasOwn(offered, tag)) ?? Object.keys(offered)[0];
}

export function choose(language) {
  try {
    localStorage.setItem(NAME, language);
  } catch {
    // cannot be remembered: the browser's language stays
  }
}

export function speak(language, spoken) {
  texts = spoken;
  document.documentElement.lang = language;
}

// The text of that key with its values put in, as they are; of several by number the one for `n`.
export function t(key, values = {}) {
  const found = texts[key];
  if (found === undefined) throw new Error(`There is no text ${key}.`);
  const text = typeof found === "string" ? found : ((values.n === 1 ? found.one : null) ?? found.other);
  return text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}
