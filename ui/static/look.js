// Light or dark: as the system says, until somebody says otherwise.

const NAME = "because.look";

export function look() {
  let chosen = null;
  try {
    chosen = localStorage.getItem(NAME);
  } catch {
    // without storage the system decides
  }
  if (chosen) document.body.classList.toggle("dark", chosen === "dark");
}

export function toggleLook() {
  const dark = document.body.classList.toggle("dark");
  try {
    localStorage.setItem(NAME, dark ? "dark" : "light");
  } catch {
    // holds until the next reload
  }
}
