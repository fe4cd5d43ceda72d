"""Every setting of the product, read once from the environment (prefix BECAUSE_). Nothing else reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSetting


class Settings(BaseSettings):
    """What a site may change without touching code. Each is documented in the README; a test holds that."""

    model_config = SettingsConfigDict(
        env_prefix="BECAUSE_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    home: Path = Field(Path.home() / ".because", description="where indexes, models and the database live")
    catalogue: Path | None = Field(None, description="catalogue directory; the shipped films when unset")
    database: Path | None = Field(None, description="SQLite file; HOME/because.db when unset")
    encoder: str = Field(
        "", description="encoder directory or hub id; `hashing`: no model; the embedded MiniLM when unset"
    )
    model: str = Field(
        "",
        description="directory of a trained ranking model, in full on the catalogue it was trained on; `off`: none; "
        "the shipped one when unset",
    )
    llm: Literal["auto", "off"] = Field("auto", description="off: template reasons only")
    llm_url: str = Field("", description="an OpenAI-compatible server (vLLM …); the embedded LLM when unset")
    llm_model: str = Field("", description="the model's name on that server, or a local directory or hub id")
    llm_key: SecretStr = Field(SecretStr(""), description="that server's key")
    llm_timeout: float = Field(
        20.0, gt=0, description="seconds for the sentences of one answer, connection included"
    )
    tone: Literal["", "plain", "warm", "expert"] = Field(
        "", description="of a language model's sentences: plain, warm or expert; the prompt's own when unset"
    )
    length: Literal["", "short", "medium", "long"] = Field(
        "",
        description="of reasons: short, medium or long; the prompt's own when unset, medium without a model",
    )
    parser: Literal["rules", "llm"] = Field(
        "rules", description="llm: the LLM at LLM_URL parses utterances, and cards wait for it"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(7860, ge=1, le=65535, description="port to listen on")
    admin_key: SecretStr = Field(SecretStr(""), description="key of catalogue upkeep; refused when unset")
    origins: str = Field("", description="origins that may call the API from a browser, comma-separated")
    shown: int = Field(3, ge=1, le=20, description="items shown at a time")
    candidates: int = Field(200, ge=20, le=2000, description="items scored for one answer")
    diversity: float = Field(0.1, ge=0, le=1, description="0: by score alone; 1: as unlike as possible")
    max_characters: int = Field(4000, ge=100, le=100_000, description="longest utterance accepted")

    @field_validator("home", "catalogue", "database")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        """No shell reads a setting in a service's file, so "~" is read here."""
        return path and path.expanduser()

    @field_validator("model")
    @classmethod
    def _model_at_home(cls, model: str) -> str:
        return str(Path(model).expanduser()) if model else ""

    @property
    def database_file(self) -> Path:
        return self.database or self.home / "because.db"


def read_settings() -> Settings:
    """The settings in force; BadSetting names each that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"BECAUSE_{'_'.join(str(part) for part in e['loc']).upper()}={e['input']!r}: {e['msg']}"
            for e in error.errors()
        )
        raise BadSetting(f"{problems}. Correct it in the environment and start again.") from error
