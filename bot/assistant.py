"""One turn of the conversation, top to bottom. Start reading here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.chips import chips
from bot.errors import UnknownItem
from bot.history import as_of, choosing, current, standing
from bot.informing import Informing
from bot.instead import SHOWING, All, Do, Drop, Feel, Say, as_wanted, done, single
from bot.ports import Shelf, Store, Understanding, Writer
from bot.recommending import Recommending
from bot.replay import wanted
from bot.replies import lead
from bot.state import after_asking, after_showing, fold
from bot.texts import texts
from bot.trace import Stopwatch, new_trace_id
from bot.types import (
    Act,
    Conversation,
    DialogueState,
    Done,
    Event,
    Feedback,
    FeedbackKind,
    Justified,
    Said,
    Turn,
    Understood,
    UserAct,
)
from bot.utterance import clean
from recsys.dialogues import Utterance
from retrieval.types import Constraint, Query

_ANEW = (Act.RESET, Act.FORGET)


@dataclass(frozen=True, slots=True)
class Assistant:
    """Understand → fold into the state → show cards → then words. Keeps nothing between turns: the store does."""

    shelf: Shelf
    understanding: Understanding
    recommending: Recommending
    informing: Informing
    writer: Writer
    store: Store
    now: Callable[[], float]
    n_shown: int
    max_characters: int

    def turn(self, conversation: Conversation, text: str) -> Iterator[Event]:
        """Answer an utterance. BadUtterance before anything is stored; ConversationBusy for two at once."""
        text = clean(text, self.max_characters)
        watch = Stopwatch(self.recommending.clock)
        act = self.understanding.understand(current(conversation), text)
        yield from self._answer(conversation, act, watch.lap())

    def drop(self, conversation: Conversation, chip_id: str) -> Iterator[Event]:
        """Answer as if the visitor had taken back what the chip says."""
        act, _ = done(Drop(chip_id), current(conversation), self.understanding, self.shelf)
        yield from self._answer(conversation, act, 0.0)

    def instead(self, conversation: Conversation, do: Do) -> Iterator[Event]:
        """Choose the list on the screen anew, as if this had been done first: what is on it may stay on it.

        What counterfactuals promise is what this shows. A button that is pressed stays pressed. Raises as turn and
        feedback do.
        """
        watch = Stopwatch(self.recommending.clock)
        do = All(tuple(self._sound(one) for one in single(do)))
        for one in do.each:
            if isinstance(one, Feel):
                self.feedback(conversation, one.item_id, one.kind)
        state, last = choosing(self.store.load(conversation.id))
        act, wished = done(do, state, self.understanding, self.shelf)
        act = as_wanted(act, last.act.wanted_count if last else None)
        understand_ms = watch.lap()
        if act.act not in SHOWING:  # what was said asks for no list
            yield from self._answer(conversation, act, understand_ms)
            return
        turn = Turn(len(conversation.turns), act.text, act, wished, "", new_trace_id(), self.now())
        yield from self._show(conversation, turn, understand_ms)

    def _sound(self, do: Drop | Say | Feel) -> Drop | Say | Feel:
        """The same, with words that can be read. BadUtterance or UnknownItem before anything is stored."""
        if isinstance(do, Feel) and self.shelf.get(do.item_id) is None:
            raise UnknownItem("fault.item", id=do.item_id)
        return Say(clean(do.text, self.max_characters)) if isinstance(do, Say) else do

    def once(
        self,
        text: str,
        n: int | None = None,
        exclude: frozenset[str] = frozenset(),
        constraints: tuple[Constraint, ...] = (),
        before: DialogueState | None = None,
    ) -> Turn:
        """Answer outside any conversation: nothing is stored. Whatever the act, items are shown for it."""
        text = clean(text, self.max_characters)
        watch = Stopwatch(self.recommending.clock)
        before = before or DialogueState()
        act = self.understanding.understand(before, text)
        understand_ms = watch.lap()
        # A question or a greeting alone would fold in no wish; here whatever was said is one.
        asked = act if act.act in _ANEW else replace(act, act=Act.RECOMMEND)
        state = fold(before, asked, self.shelf)
        state = replace(
            state,
            constraints=tuple(dict.fromkeys((*state.constraints, *constraints))),
            rejected=(*state.rejected, *sorted(exclude)),
        )
        turn = Turn(0, text, act, state, "", new_trace_id(), self.now())
        turn = self._with_cards(turn, n or self._wanted(act), understand_ms)
        return next(event.turn for event in self._words(turn) if isinstance(event, Done))

    def rehearse(self) -> None:
        """Go once through everything that cards need, so that nothing is done for the first time later."""
        act = self.understanding.understand(DialogueState(), "anythink")  # a slip: spelling is ready too
        anything = "anything at all"
        state = DialogueState(words=(anything,), said=(Utterance("seeker", anything),))
        self.recommending.cards(state, self.n_shown, act.text)
        every = [
            Constraint(slot.name, "=", 0.0 if slot.kind in ("number", "level") else "", "")
            for slot in self.shelf.schema.slots
            if slot.kind != "text"
        ]
        self.recommending.retriever.count(Query(constraints=tuple(every)))  # each slot can be filtered by

    def feedback(
        self, conversation: Conversation, item_id: str, kind: FeedbackKind, value: float | None = None
    ) -> None:
        """Record what the visitor did with an item; on disk when this returns. UnknownItem otherwise."""
        if self.shelf.get(item_id) is None:
            raise UnknownItem("fault.item", id=item_id)
        self.store.add_feedback(conversation.id, Feedback(item_id, kind, self.now(), value))

    def _answer(self, conversation: Conversation, act: UserAct, understand_ms: float) -> Iterator[Event]:
        turn = Turn(
            len(conversation.turns), act.text, act, current(conversation), "", new_trace_id(), self.now()
        )
        match act.act:
            case Act.UNDO:
                yield from self._undo(conversation, turn)
            case Act.FORGET:
                self.store.forget(conversation.id)
                yield from self._say(
                    conversation,
                    replace(turn, index=0, text="", act=replace(act, text=""), state=DialogueState()),
                )
            case Act.RESET:
                # Begins anew, but what was rejected stays rejected.
                yield from self._say(conversation, replace(turn, state=fold(turn.state, act, self.shelf)))
            case Act.RECOMMEND | Act.CRITIQUE | Act.MORE:
                turn = replace(turn, state=fold(turn.state, act, self.shelf))
                yield from self._show(conversation, turn, understand_ms)
            case _:
                turn = replace(turn, state=fold(turn.state, act, self.shelf))
                yield from self._say(conversation, turn)

    def _show(self, conversation: Conversation, turn: Turn, understand_ms: float) -> Iterator[Event]:
        """Cards before words: the cards are stored and yielded before the writer is first called."""
        yield self._understood(turn)
        turn = self._with_cards(turn, self._wanted(turn.act), understand_ms)
        self.store.add_turn(conversation.id, turn)
        if turn.cards:
            yield turn.cards
        yield Said(turn.reply, turn.question)
        for event in self._words(turn):
            if isinstance(event, Justified) and event.justification.writer == "llm":
                self.store.add_justification(conversation.id, turn.index, event, self.writer.prompt)
            yield event

    def _with_cards(self, turn: Turn, n: int, understand_ms: float) -> Turn:
        """The turn answered as far as it can be without an LLM."""
        cards, question = self.recommending.cards(turn.state, n, turn.trace_id, turn.act.missing)
        cards = replace(cards, timings=replace(cards.timings, understand=understand_ms))
        state = after_showing(turn.state, tuple(card.recommendation.item.id for card in cards.cards))
        if question:
            state = after_asking(state, question.slot)
        return replace(
            turn,
            state=state,
            reply=lead(turn, cards, question, self.shelf, self.recommending),
            cards=cards,
            question=question,
            justifications=tuple(Justified(c.recommendation.item.id, c.reason) for c in cards.cards),
            prompt=self.writer.prompt,
            timings=cards.timings,
        )

    def _words(self, turn: Turn) -> Iterator[Justified | Done]:
        """One justification a card as it is written, then the finished turn."""
        watch = Stopwatch(self.recommending.clock)
        cards = turn.cards.cards if turn.cards else ()
        written = {}
        for justified in self.writer.write_all(cards, ask(turn.state, turn.text)):
            written[justified.item_id] = justified
            yield justified
        # They come as they are written; what is kept is in the order of the cards.
        order = [card.recommendation.item.id for card in cards]
        justifications = tuple(written[item_id] for item_id in order if item_id in written)
        timings = replace(turn.timings, justify=turn.timings.justify + watch.lap())
        # A model behind a server may know its name only now.
        yield Done(replace(turn, justifications=justifications, prompt=self.writer.prompt, timings=timings))

    def _undo(self, conversation: Conversation, turn: Turn) -> Iterator[Event]:
        """Back to before the last turn that changed anything: its state, its cards, its reasons."""
        say = texts(self.shelf.schema.language)
        *earlier, last = standing(conversation.turns) or (None,)
        if last is None:
            yield from self._say(conversation, turn, say("undo.none"))
            return
        if not earlier:
            turn = replace(turn, state=as_of(conversation, None))
            yield from self._say(conversation, turn, say("undo.start"))
            return
        back = earlier[-1]
        turn = replace(
            turn, state=as_of(conversation, back), cards=back.cards, justifications=back.justifications,
            prompt=back.prompt, question=back.question, reply=say("undo.back", text=back.text),
        )  # fmt: skip
        yield self._understood(turn)
        self.store.add_turn(conversation.id, turn)
        if turn.cards:
            yield turn.cards
        yield Said(turn.reply, turn.question)
        yield from turn.justifications
        yield Done(turn)

    def _say(self, conversation: Conversation, turn: Turn, reply: str = "") -> Iterator[Event]:
        """Answer in words alone, all of them the code's."""
        turn = replace(turn, reply=reply or self.informing.reply(conversation, turn))
        yield self._understood(turn)
        self.store.add_turn(conversation.id, turn)
        yield Said(turn.reply)
        yield Done(turn)

    def _wanted(self, act: UserAct) -> int:
        return wanted(act, self.n_shown)

    def _understood(self, turn: Turn) -> Understood:
        return Understood(turn.act, turn.state, chips(turn.state, self.shelf))


def ask(state: DialogueState, text: str) -> str:
    """What the visitor asked, in their own words, for the writer: the utterance and what still holds."""
    earlier = [c.source for c in state.constraints if c.source and c.source not in text]
    return "; ".join([text, *dict.fromkeys(earlier)])
