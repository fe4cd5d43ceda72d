"""Fine-tuning from conversations to a model that is ready: epochs, what it remembers, weights, its card."""

from __future__ import annotations

import hashlib
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from recsys.blend import KINDS, Choice
from recsys.bootstrap import interval
from recsys.calibration import HeldOut, recalls, weights_by_fold, weights_for
from recsys.card import Ablation, Card
from recsys.checkpoint import Start, Trained
from recsys.context_text import titles_of
from recsys.dialogues import Dialogue, RecommendationTurn
from recsys.epochs import run_epochs
from recsys.errors import BadDialogues
from recsys.evaluate import best
from recsys.examples import Example, examples_of, unseen_without_words
from recsys.factors import Factors
from recsys.features import Floats
from recsys.finetuned import FEATURES, PARTS, FineTuned
from recsys.known import Known
from recsys.learning import Learner, Learning
from recsys.measures import Values
from recsys.memory import Memory, told_by_turns
from recsys.people import People
from recsys.protocol import Case, cases_of
from recsys.query_encoder import QueryEncoder
from retrieval.types import Item, Matrix, Schema

JUDGED = 1_000
"""Held-out turns by which an epoch is judged."""

Say = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What to learn from: items with their text vectors (n, d), conversations, and turns of other dialogues to
    stop by and to weigh the parts on."""

    schema: Schema
    items: tuple[Item, ...]
    vectors: Matrix
    dialogues: tuple[Dialogue, ...]
    turns: tuple[RecommendationTurn, ...]
    held_out: tuple[RecommendationTurn, ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    @property
    def known(self) -> Known:
        return Known.of(titles_of(self.schema, self.items))


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the card says that training cannot know: names, versions and times, made by the caller."""

    name: str
    version: str
    commit: str
    created: str
    encoder: str
    clock: Callable[[], float]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = self.clock()
        yield
        self.seconds[stage] = round(self.clock() - start, 1)


def train(
    lessons: Lessons,
    encoder: QueryEncoder,
    how: Learning,
    work: Path,
    stamp: Stamp,
    say: Say,
    start: Start | None = None,
) -> tuple[Trained, Card]:
    """Fine-tune the encoder in place and learn everything else. `work` keeps the state between epochs; `start` is
    of the model that the encoder comes from, None for a plain one.

    Raises BadDialogues where there is nothing to learn from or to judge by.
    """
    titles = titles_of(lessons.schema, lessons.items)
    rows = {item_id: row for row, item_id in enumerate(lessons.item_ids)}
    examples = examples_of(lessons.dialogues, lessons.turns, rows, titles)
    if not examples:
        raise BadDialogues(
            f"nothing to learn from: {len(lessons.dialogues):,} dialogues and {len(lessons.turns):,} turns lead to "
            f"no item of the catalogue ({len(rows):,} items) after something was said or named. "
            "Check that the item ids are those of the catalogue"
        )
    cases = _cases(lessons, rows)
    whole = (*lessons.dialogues, *told_by_turns(lessons.turns, lessons.dialogues))
    with stamp.timed("epochs"):
        learner = _learner(lessons, whole, examples, encoder, how, start)
        work.mkdir(parents=True, exist_ok=True)
        begun = [how] if start is None else [how, sorted(start.trained_on)]
        state = work / f"state-{_digest(examples)[:8]}-{_digest(begun)[:8]}.pt"
        epochs = _fine_tuned(learner, lessons, examples, cases, state, say)
    earlier = start.together_for(lessons.known) if start else None
    with stamp.timed("memory"):
        memory = Memory.of(whole, examples, lessons.item_ids, encoder, say, earlier)
    model = _model(lessons, learner, memory)
    with stamp.timed("weights"):
        weights, ablations = weighed(
            model, cases, np.random.default_rng(how.seed), say, start.weights if start else None
        )
    held = told_by_turns(lessons.held_out)
    led = examples_of(held, lessons.held_out, rows, titles)
    trained = Trained(
        lessons.known,
        {name: weight.detach().numpy().copy() for name, weight in encoder.trained()},
        learner.learned(),
        lessons.vectors,
        memory,
        Memory.of(held, led, lessons.item_ids, encoder, say),
    )
    learned_from = {each.id for each in lessons.dialogues} | {turn.dialogue_id for turn in lessons.turns}
    card = Card(
        name=stamp.name,
        version=stamp.version,
        commit=stamp.commit,
        created=stamp.created,
        encoder=stamp.encoder,
        items=len(rows),
        data=_digest(examples),
        settings={key: float(value) for key, value in asdict(how).items()},
        features=FEATURES,
        weights=tuple(map(tuple, weights.tolist())),
        examples=len(examples),
        held_turns=len(cases),
        epochs=tuple(epochs),
        ablations=ablations,
        seconds=stamp.seconds,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        trained_on=tuple(sorted(learned_from | (start.trained_on if start else frozenset()))),
        tuned_on=tuple(sorted({case.dialogue_id for case in cases})),
    )
    return trained, card


def _cases(lessons: Lessons, rows: Mapping[str, int]) -> tuple[Case, ...]:
    """The held-out turns; BadDialogues where they can say nothing of how good anything is."""
    if not lessons.held_out:
        raise BadDialogues(
            f"no turn to judge by: a tenth of the dialogues is set aside for it, and of "
            f"{len(lessons.dialogues):,} dialogues and {len(lessons.turns):,} turns that is none with a "
            "recommendation. Bring more, or name turns of other dialogues with --valid"
        )
    cases = cases_of(lessons.held_out, rows).cases
    if not any(gold in rows for case in cases for gold in case.gold):
        raise BadDialogues(
            f"no turn to judge by: the {len(cases):,} turns set aside, or named with --valid, recommend no item "
            f"of the catalogue ({len(rows):,} items). Check that the item ids are those of the catalogue"
        )
    return cases


def _learner(
    lessons: Lessons,
    whole: Sequence[Dialogue],
    examples: Sequence[Example],
    encoder: QueryEncoder,
    how: Learning,
    start: Start | None,
) -> Learner:
    n = len(lessons.items)
    rows = {item_id: row for row, item_id in enumerate(lessons.item_ids)}
    hidden = unseen_without_words(whole, rows, n)
    counts = np.bincount(list(chain.from_iterable(e.gold for e in examples)), minlength=n)
    learner = Learner(encoder, lessons.vectors, hidden, counts, how)
    if start is not None:
        learner.begin(*start.factors_for(lessons.known))
    return learner


def _fine_tuned(
    learner: Learner,
    lessons: Lessons,
    examples: Sequence[Example],
    cases: Sequence[Case],
    state: Path,
    say: Say,
) -> list[float]:
    encoder = learner.encoder
    nothing = Memory.none(lessons.item_ids, lessons.vectors.shape[1])
    judged = [cases[k] for k in np.linspace(0, len(cases) - 1, min(JUDGED, len(cases))).astype(int)]

    def judge() -> float:
        model = _model(lessons, learner, nothing)
        queries = encoder.encode([model.text(case.context) for case in judged])
        return float(
            np.mean([_found(model, case, query) for case, query in zip(judged, queries, strict=True)])
        )

    tokens = encoder.tokens([example.text for example in examples])
    return run_epochs(
        learner, examples, tokens, judge, state, lambda done, steps: say("Fine-tuning", done, steps)
    )


def _found(model: FineTuned, case: Case, query: Matrix) -> float:
    """Recall@10 by popularity and words alone."""
    scores = model.factors.popularity + model.factors.words(query)
    scores[model.known(case.context)] = -np.inf
    top = {model.item_ids[row] for row in best(scores, 10)}
    return len(top & set(case.gold)) / len(case.gold)


def _model(lessons: Lessons, learner: Learner, memory: Memory) -> FineTuned:
    """As far as it has been learned; its parts are not weighed yet."""
    return FineTuned(
        name="in training",
        item_ids=lessons.item_ids,
        titles=titles_of(lessons.schema, lessons.items),
        encoder=learner.encoder,
        factors=Factors.of(learner.learned(), lessons.vectors),
        together=memory.together,
        neighbours=memory.neighbours,
        people=People.of(lessons.schema, lessons.items),
        weights=np.zeros((KINDS, len(FEATURES))),
        trained_on=frozenset(),
        tuned_on=frozenset(),
        rows={item_id: row for row, item_id in enumerate(lessons.item_ids)},
    )


def weighed(
    model: FineTuned, cases: Sequence[Case], rng: np.random.Generator, say: Say, before: Floats | None
) -> tuple[Floats, tuple[Ablation, ...]]:
    """The weights of the sum, learned on these cases, and what each part is worth there, cross-fitted. `before` are
    the weights of the model that training began with."""
    held = HeldOut.of(model, cases)
    choices = []
    for turn in range(len(cases)):
        choices.append(held.sampled(turn, rng))
        say("Reading the held-out turns", turn + 1, len(cases))
    return weights_for(choices, before=before), tuple(_ablated(held, choices, say, before))


def _ablated(held: HeldOut, choices: Sequence[Choice], say: Say, before: Floats | None) -> Iterator[Ablation]:
    """The whole sum, each part alone, all but each."""
    sets = [PARTS, *((part,) for part in PARTS), *(tuple(p for p in PARTS if p != part) for part in PARTS)]
    weights = []
    for number, parts in enumerate(sets, start=1):
        weights.append(weights_by_fold(choices, held.groups, parts, before))
        say("Weighing the parts", number, len(sets))
    golds = np.array([len(case.gold) for case in held.cases])
    for parts, found in zip(sets, recalls(held.every, golds, held.groups, weights), strict=True):
        low, high = interval(Values(found, held.groups), np.random.default_rng(0))
        ends = tuple(zip(low.tolist(), high.tolist(), strict=True))
        yield Ablation(parts=parts, recall=tuple(found.mean(axis=0).tolist()), interval=ends)


def _digest(what: Sequence[object]) -> str:
    digest = hashlib.sha256()
    for each in what:
        digest.update(repr(each).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
