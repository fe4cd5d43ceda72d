"""One index of the demo catalogue for all tests of the bank."""

from __future__ import annotations

import pytest

from bot.recommending import Recommending
from retrieval.encoder import HashingEncoder
from tests.eval.showing import wire


@pytest.fixture(scope="session")
def recommending(tmp_path_factory: pytest.TempPathFactory) -> Recommending:
    return wire(HashingEncoder(), tmp_path_factory.mktemp("index"))
