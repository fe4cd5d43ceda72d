"""Small matrix products on one thread: the threads of numpy's BLAS and torch's wait for each other, and a turn that
takes 20 ms on two cores takes 40."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """While it lasts, numpy's matrix products use one thread, whoever calls them."""
    limit: AbstractContextManager[Any] = _blas().limit(limits=1)
    return limit


@lru_cache(maxsize=1)
def _blas() -> Any:
    """Looked up once, since finding the libraries takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
