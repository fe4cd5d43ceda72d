"""manifest.json: what an index was built from, and the list of its files. Replacing it is the swap."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import IndexDamaged, IndexMismatch, IndexMissing

FORMAT = 1
HOW = "Run: because serve (it rebuilds), or: because import FILE… --into DIR"


class FileEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    size: int
    crc: int


class Manifest(BaseModel):
    """`data` is the folder, beside the manifest, that holds the files; `created` is in Unix seconds."""

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    encoder: str
    dimension: int
    catalogue: str
    items: int
    kind: str
    created: float
    data: str
    files: tuple[FileEntry, ...]


def read_manifest(index_dir: Path) -> Manifest:
    """Raises IndexMissing, IndexDamaged or, for another format, IndexMismatch."""
    path = index_dir / "manifest.json"
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(f"no index at {index_dir}. {HOW}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{path} cannot be read: {error}. {HOW}") from error
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise IndexDamaged(f"{path} is not a manifest: {error.errors()[0]['msg']}. {HOW}") from error
    if manifest.format != FORMAT:
        raise IndexMismatch(
            f"the index at {index_dir} has format {manifest.format}; this version reads {FORMAT}. {HOW}"
        )
    return manifest


def write_manifest(index_dir: Path, manifest: Manifest) -> None:
    """Put the manifest in place in one step: before it the old index holds, after it the new one."""
    fresh = index_dir / "manifest.json.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(index_dir / "manifest.json")


def entry(path: Path) -> FileEntry:
    """Name, size and checksum of a file."""
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            crc = zlib.crc32(chunk, crc)
    return FileEntry(name=path.name, size=path.stat().st_size, crc=crc)


def check_files(index_dir: Path, manifest: Manifest) -> Path:
    """The folder of the index's files, each as it was written. Raises IndexDamaged."""
    folder = index_dir / manifest.data
    for wanted in manifest.files:
        try:
            found = entry(folder / wanted.name)
        except OSError as error:
            raise IndexDamaged(f"the index at {index_dir} lacks {wanted.name}: {error}. {HOW}") from error
        if found != wanted:
            raise IndexDamaged(
                f"{wanted.name} of the index at {index_dir} is not as it was written: "
                f"expected {wanted.size} bytes with checksum {wanted.crc}, "
                f"found {found.size} with {found.crc}. {HOW}"
            )
    return folder
