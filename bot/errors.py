"""What can go wrong in a conversation, split by whose fault it is.

BotError
├── VisitorError            the visitor's: say what to do
│   └── SpokenError         said in the visitor's language
│       ├── BadUtterance        empty, too long, unreadable
│       ├── UnknownConversation no such conversation, or the token does not open it
│       ├── ConversationBusy    two turns at once in one conversation
│       └── UnknownItem         feedback or a question on an id the catalogue lacks
├── ModelError              the model's: fall back, keep going
│   └── ModelUnavailable    no answer, too late, garbage, circuit open
│       └── RequestRefused  the server will not do what was asked of it
└── OurError                ours: report it
    ├── BadSetting          a setting that cannot be used
    ├── ModelFilesMissing   the small language model's package is not installed
    └── StoreError          the database cannot be read or written
        └── NewerSchema     the database was written by a newer version
"""

from __future__ import annotations

from bot.texts import ENGLISH, texts


class BotError(Exception):
    """Base of all errors of the conversation."""


class VisitorError(BotError):
    """Something the visitor (or client) can mend."""

    def told(self, language: str) -> str:
        """What to do, in the visitor's language where there is a text for it."""
        return str(self)


class SpokenError(VisitorError):
    """A visitor's error that bot/texts says in every language: `key` names the message, `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(texts(ENGLISH)(key, **values))
        self.key, self.values = key, values

    def told(self, language: str) -> str:
        return texts(language)(self.key, **self.values)


class BadUtterance(SpokenError):
    """An utterance that cannot be read."""


class UnknownConversation(SpokenError):
    """No such conversation, or not with this token. Says the same for both, so that ids cannot be probed."""


class ConversationBusy(SpokenError):
    """The conversation is still answering an earlier utterance."""


class UnknownItem(SpokenError):
    """An item id that the catalogue does not have."""


class ModelError(BotError):
    """The language model failed; the conversation goes on without it."""


class ModelUnavailable(ModelError):
    """No usable answer: unreachable, too late, empty, or the circuit is open."""


class RequestRefused(ModelUnavailable):
    """The server understood the call and will not do it: too long for its model, or of a form it does not know."""


class OurError(BotError):
    """A fault of the product or of its set-up."""


class BadSetting(OurError):
    """A setting that cannot be used: says which, what was found, what is expected."""


class ModelFilesMissing(OurError):
    """The files of the small language model are not there: says what to install."""


class StoreError(OurError):
    """The database cannot be read or written."""


class NewerSchema(StoreError):
    """The database was written by a newer version of the product."""
