"""What can go wrong in the catalogue and its index.

RetrievalError
├── CatalogueError          the catalogue's files or contents
│   ├── CatalogueMissing    no catalogue at that path
│   ├── BadSchema           schema.json cannot be used
│   ├── BadItem             an item does not fit the schema: says which, where and why
│   ├── CatalogueNotWritten a change could not be made to last (full or read-only disk); nothing changed
│   └── ImportFailed        a file that cannot be imported at all
├── IndexError_             the search index (the name leaves Python's own IndexError alone)
│   ├── IndexMissing        not built yet
│   ├── IndexMismatch       built with another encoder or for another catalogue
│   ├── IndexDamaged        half-written or altered
│   └── IndexNotWritten     it could not be written (full or read-only disk)
├── EncoderUnavailable      the embedding model cannot be loaded
└── MissingExtra            a package that this needs is not installed: says the install line
"""

from __future__ import annotations

from pathlib import Path


class RetrievalError(Exception):
    """Base of all errors of catalogue, index and search."""


class CatalogueError(RetrievalError):
    """The catalogue cannot be read or changed."""


class CatalogueMissing(CatalogueError):
    """There is no catalogue at the path."""


def no_catalogue(missing: Path) -> CatalogueMissing:
    """The error for a catalogue file that is not there."""
    folder = missing.parent
    return CatalogueMissing(
        f"no catalogue at {folder}: {missing.name} is missing. Run: because import FILE --into {folder}"
    )


class BadSchema(CatalogueError):
    """The schema file cannot be used: says where and why."""


class BadItem(CatalogueError):
    """An item that does not fit the schema: says which key, what was found and what was expected."""


class CatalogueNotWritten(CatalogueError):
    """A change could not be made to last; the catalogue is as it was before."""


class ImportFailed(CatalogueError):
    """A file that cannot be imported: says what was found, what was expected and what to do."""


class IndexError_(RetrievalError):  # noqa: N801 - the trailing underscore keeps Python's IndexError usable
    """The search index cannot be used."""


class IndexMissing(IndexError_):
    """The index has not been built."""


class IndexMismatch(IndexError_):
    """The index belongs to another encoder, catalogue or format: says both, and what to run."""


class IndexDamaged(IndexError_):
    """The index is incomplete or altered: says which file, and what to run."""


class IndexNotWritten(IndexError_):
    """The index could not be written; the one before, if any, is untouched."""


class EncoderUnavailable(RetrievalError):
    """The embedding model cannot be loaded: says from where, and what to do."""


class MissingExtra(RetrievalError):
    """A package is not installed: says which, and the line that installs it."""
