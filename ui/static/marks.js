// What a sentence says and the evidence for it light up together, under a pointer, with the focus, or when touched.

const NUMBERED = "[data-numbers]";

// Watches everything below `root`; a mark and a piece of evidence belong together by their numbers, within one `.why`.
export function lighten(root) {
  root.addEventListener("pointerover", ({ target }) => light(target));
  root.addEventListener("focusin", ({ target }) => light(target));
  root.addEventListener("click", ({ target }) => light(target));
}

function light(target) {
  const chosen = target.closest(NUMBERED);
  const why = target.closest(".why");
  if (!why) return;
  const wanted = new Set(chosen?.dataset.numbers.split(" "));
  for (const one of why.querySelectorAll(NUMBERED)) {
    one.classList.toggle("lit", one.dataset.numbers.split(" ").some((number) => wanted.has(number)));
  }
}
