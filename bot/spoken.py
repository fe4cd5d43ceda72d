"""The bot in another language: the same catalogue, ranking and store under translated words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.assistant import Assistant
from bot.policy import Policy
from bot.template_writer import TemplateWriter
from bot.texts import texts
from bot.understanding_zh import ChineseUnderstanding
from recsys.chinese.checking import ChineseChecker
from recsys.types import Evidence, Mark
from retrieval.catalog import Catalogue
from retrieval.translation import translated
from retrieval.types import Item, Schema


@dataclass(slots=True)
class SpokenShelf:
    """bot.ports.Shelf whose schema is in another language; what is translated follows the catalogue."""

    catalogue: Catalogue
    language: str
    _made: tuple[Schema, Schema] | None = field(default=None, init=False, repr=False)

    @property
    def schema(self) -> Schema:
        """The schema as it is now. Two threads may both translate it; either result will do."""
        now, made = self.catalogue.schema, self._made
        if made is None or made[0] is not now:
            ours = translated(now, self.language, self.catalogue.translations.get(self.language))
            self._made = made = (now, ours)
        return made[1]

    @property
    def version(self) -> str:
        return self.catalogue.version

    def __len__(self) -> int:
        return len(self.catalogue)

    def get(self, item_id: str) -> Item | None:
        return self.catalogue.get(item_id)

    def items(self) -> Sequence[Item]:
        return self.catalogue.items()


@dataclass(frozen=True, slots=True)
class TemplateChecker:
    """What says of a Chinese reason which stretch rests on which evidence."""

    shelf: SpokenShelf

    def marks(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> tuple[Mark, ...]:
        return ChineseChecker(self.shelf.schema).check(sentence, item, evidence).marks


def in_chinese(assistant: Assistant, catalogue: Catalogue) -> Assistant:
    """The assistant in Chinese.

    Templates write: the small model knows English only, and a larger one's sentences could not be checked.
    """
    shelf = SpokenShelf(catalogue, "zh")
    understanding = ChineseUnderstanding(shelf, assistant.understanding)
    recommending = replace(assistant.recommending, shelf=shelf, policy=Policy(shelf))
    explaining = replace(
        assistant.informing.explaining,
        recommending=recommending,
        understanding=understanding,
        say=texts(shelf.language),
        checker=TemplateChecker(shelf),
    )
    return replace(
        assistant,
        shelf=shelf,
        understanding=understanding,
        recommending=recommending,
        informing=replace(assistant.informing, shelf=shelf, explaining=explaining),
        writer=TemplateWriter(),
    )
