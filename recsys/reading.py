"""One sentence while it is being checked: what each word rests on so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from recsys.claims import Known
from recsys.lexicon import DENYING, NEGATIONS, SUBJECT
from recsys.tokens import Word, breaks, stems
from recsys.vocabulary import Vocabulary
from retrieval.types import Item

CONJUNCTIONS = frozenset(("and", "so", "but", "because", "as", "since", "while", "though", "although"))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a sentence says and nothing supports."""

    kind: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Clause:
    """Words [start, end). `ask`: it repeats what the visitor said, and only their words support it."""

    start: int
    end: int
    ask: bool = False


@dataclass(slots=True)
class Reading:
    """`covered[i]` says what word i rests on: "" nothing yet, "own" the item's title, else a kind of claim."""

    words: list[Word]
    item: Item
    known: Sequence[Known]
    vocabulary: Vocabulary
    covered: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    resting: dict[int, set[str]] = field(default_factory=dict)
    named: list[tuple[str, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.covered = [""] * len(self.words)

    def cover(self, start: int, end: int, what: str, ids: Collection[str] = ()) -> None:
        for i in range(start, end):
            self.covered[i] = self.covered[i] or what
            self.resting.setdefault(i, set()).update(ids)
        self.used.update(ids)

    def name(self, start: int, end: int, what: str, ids: Collection[str] = ()) -> None:
        """Covers a title or a name, and remembers where it begins and ends."""
        self.cover(start, end, what, ids)
        self.named.append((what, start, end))

    def spans(self, what: str) -> list[tuple[int, int]]:
        return sorted((start, end) for kind, start, end in self.named if kind == what)

    def refuse(self, kind: str, start: int, end: int, why: str) -> None:
        self.problems.append(Problem(kind, self.text(start, end), why))
        for i in range(start, end):
            self.covered[i] = self.covered[i] or "refused"

    def text(self, start: int, end: int) -> str:
        return " ".join(word.text for word in self.words[start:end])

    def norm(self, i: int) -> str:
        return self.words[i].norm if 0 <= i < len(self.words) else ""

    def negation_before(self, i: int) -> int | None:
        """Where the negation, of one word or two ("rather than"), begins that ends just before word i; None
        where there is none, or one that is itself denied."""
        pair = (self.norm(i - 2), self.norm(i - 1)) in DENYING
        start = i - 2 if pair else i - 1
        alone = pair or (self.norm(start) in NEGATIONS and self.norm(start - 1) not in NEGATIONS)
        return start if alone and not (self.words[i : i + 1] and self.words[i].before) else None

    def where(self, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int, tuple[str, ...]]]:
        """Where any of the phrases (as stems) stand, on words that are not covered; longest first."""
        ordered = sorted({phrase for phrase in phrases if phrase}, key=lambda p: (-len(p), p))
        found = []
        for phrase in ordered:
            for i in range(len(self.words) - len(phrase) + 1):
                span = self.words[i : i + len(phrase)]
                if all(w.stem == p for w, p in zip(span, phrase, strict=True)) and not any(
                    self.covered[i : i + len(phrase)]
                ):
                    found.append((i, i + len(phrase), phrase))
        return found

    def own_titles(self) -> set[tuple[str, ...]]:
        return {stems(title) for title in (self.item.title, *self.item.aliases)}

    def subject_at(self, i: int) -> bool:
        """Whether a new subject, the item, begins at word i: "it", "this", its title, "the film"."""
        if self.norm(i) in SUBJECT:
            return self.norm(i + 1) not in ("kind", "sort")
        if self.covered[i] == "own":
            return any(start == i for start, _ in self.spans("own"))
        if self.norm(i) == "here":
            return True
        return self.norm(i) == "the" and self.norm(i + 1) in self.vocabulary.noun

    def stops(self, i: int) -> bool:
        """Whether a clause ends before word i: at a strong sign, or where a new subject follows , or and."""
        if any(start < i < end for _, start, end in self.named):
            return False
        if breaks(self.words, i):
            return True
        if "," in self.words[i].before or self.norm(i) in CONJUNCTIONS:
            ahead = i
            while ahead < len(self.words) and not (ahead > i and self._pauses(ahead)):
                if self.subject_at(ahead):
                    return "," in self.words[i].before or ahead - i <= 2
                ahead += 1
        return False

    def ends(self, i: int) -> bool:
        """Whether word i is none, or stands after punctuation."""
        return i >= len(self.words) or bool(self.words[i].before.strip("\"“”'"))

    def _pauses(self, i: int) -> bool:
        return breaks(self.words, i) or "," in self.words[i].before
