"""The browser chat as a Gradio page: one component, whose look and behaviour are the files in ui/static."""

# No postponed annotations here: Gradio reads those of `ask` to know that it takes the event.
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from bot.ports import Shelf
from bot.texts import LANGUAGES, Message, texts
from bot.wiring import Bot
from retrieval.types import Item, Schema
from ui.chat_desk import Desk
from ui.posters import poster
from ui.starters import best_known, starters
from ui.titles import Titles
from ui.why_desk import WhyDesk

STATIC = Path(__file__).parent / "static"
FONTS = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
ANSWERS_AT_ONCE = 20
WAITING = 200
HEAD = """<meta name="color-scheme" content="light dark">
<link rel="icon" href="web/icon.svg" type="image/svg+xml">
<link rel="modulepreload" href="web/chat.js">
<link rel="stylesheet" href="web/colours.css">
<link rel="stylesheet" href="web/chat.css">
<link rel="stylesheet" href="web/cards.css">
<link rel="stylesheet" href="web/panel.css">
<link rel="stylesheet" href="web/why.css">"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the page says in one language; `name` is the language's own name for itself."""

    name: str
    one: str
    many: str
    description: str
    starters: tuple[str, ...]
    texts: Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the page shows before anything is said, in every language: the page chooses, and can change."""

    spoken: Mapping[str, Spoken]
    posters: tuple[str, ...]
    longest: int


def welcome(bot: Bot) -> Welcome:
    spoken = {language: _spoken(bot.speaking(language).shelf) for language in LANGUAGES}
    return Welcome(spoken, fan(bot.shelf.items(), bot.shelf.schema), bot.settings.max_characters)


def _spoken(shelf: Shelf) -> Spoken:
    schema, say = shelf.schema, texts(shelf.schema.language)
    return Spoken(
        say("language.name"),
        schema.noun.one,
        schema.noun.many,
        schema.description,
        starters(shelf.items(), schema),
        say.page(),
    )


def fan(items: Sequence[Item], schema: Schema) -> tuple[str, ...]:
    """Five drawings as unlike as can be: of well-known items of different kinds."""
    slot = schema.by_role("kind")
    chosen: dict[str, Item] = {}
    for item in best_known(items, schema):
        kind = next(iter(item.texts(slot.name)), "") if slot else item.id
        chosen.setdefault(kind, item)
    return tuple(poster(item, schema) for item in list(chosen.values())[:5])


def mount_page(app: FastAPI, bot: Bot) -> None:
    """The page at `/`. Mount it last: it takes every path that is left. Nothing of it phones home: analytics
    are off before Gradio is loaded."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    desk, reasons = Desk(bot), WhyDesk(bot, Titles(bot.shelf))

    def ask(event: gr.EventData) -> Iterator[dict[str, Any]]:
        yield from desk.ask(event._data)

    def opening(data: Any) -> dict[str, Any]:
        return desk.open(data)

    def feel(data: Any) -> dict[str, Any]:
        return desk.feel(data)

    def explain(data: Any) -> dict[str, Any]:
        return reasons.explain(data)

    def why_not(data: Any) -> dict[str, Any]:
        return reasons.why_not(data)

    def find(data: Any) -> dict[str, Any]:
        return reasons.find(data)

    with gr.Blocks(
        title=f"because · {bot.shelf.schema.noun.many}", analytics_enabled=False, fill_width=True
    ) as page:
        # Data never goes into a template, which would be evaluated: it is in `value`, put on the page as text.
        chat = gr.HTML(
            asdict(welcome(bot)),
            html_template='<div class="because"></div>',
            js_on_load=(STATIC / "on_load.js").read_text(encoding="utf-8"),
            apply_default_css=False,
            server_functions=[opening, feel, explain, why_not, find],
        )
        answering = chat.ask(
            ask, None, chat,
            show_progress="hidden", trigger_mode="multiple", api_visibility="private",
            concurrency_limit=ANSWERS_AT_ONCE,
        )  # fmt: skip
        chat.stop(None, None, None, cancels=[answering], api_visibility="private")
    page.queue(max_size=WAITING, status_update_rate=5, api_open=False)
    page.max_threads = ANSWERS_AT_ONCE * 2  # read at mounting; Gradio's own limit is 40 whatever else is said
    gr.mount_gradio_app(
        app, page, path="/", ssr_mode=False, footer_links=[], run_history=False, show_error=False,
        theme=gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "monospace")), head=HEAD,
        max_file_size="1kb",
    )  # fmt: skip
