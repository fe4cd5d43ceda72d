"""A directory that is written aside and swapped in whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from retrieval.errors import CatalogueNotWritten, ImportFailed


class Staged:
    """A fresh directory beside `into` that takes its place when all is written, and is gone otherwise."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self._fresh = into

    def __enter__(self) -> Path:
        into = self._into
        if into.exists() and not into.is_dir():
            raise ImportFailed(f"{into} is a file; expected a directory to write the catalogue into")
        if into.is_dir() and any(into.iterdir()) and not (into / "schema.json").exists():
            raise ImportFailed(
                f"{into} holds files that are no catalogue; expected an empty or a new directory"
            )
        try:
            into.parent.mkdir(parents=True, exist_ok=True)
            self._fresh = Path(tempfile.mkdtemp(prefix=f".{into.name}-", dir=into.parent))
        except OSError as error:
            raise CatalogueNotWritten(f"{into} cannot be written: {error}") from error
        return self._fresh

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            if error is None:
                self._swap()
        except OSError as problem:
            raise CatalogueNotWritten(f"{self._into} cannot be written: {problem}") from problem
        finally:
            shutil.rmtree(self._fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise CatalogueNotWritten(
                f"{self._into} cannot be written: {error}; nothing was changed"
            ) from error

    def _swap(self) -> None:
        into = self._into
        self._fresh.chmod(0o755)
        if into.exists():
            if (into / "index").exists():  # its vectors serve again wherever a text is the same
                shutil.copytree(into / "index", self._fresh / "index", copy_function=os.link)
            aside = into.with_name(f"{self._fresh.name}-old")
            into.rename(aside)
            try:
                self._fresh.rename(into)
            except OSError:
                aside.rename(into)
                raise
            shutil.rmtree(aside, ignore_errors=True)
        else:
            self._fresh.rename(into)
