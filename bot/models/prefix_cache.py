"""How much of the prompts a vLLM server had read before: its prefix cache, by the server's own metrics.

https://docs.vllm.ai/en/stable/design/metrics.html: `vllm:prefix_cache_queries` and `…_hits` count tokens. Earlier
versions called them `vllm:gpu_prefix_cache_…`.
"""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass

QUERIES = ("vllm:prefix_cache_queries", "vllm:gpu_prefix_cache_queries")
HITS = ("vllm:prefix_cache_hits", "vllm:gpu_prefix_cache_hits")
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class PrefixCache:
    """Tokens of prompts since the server started: all of them, and those found in the cache."""

    queries: int
    hits: int

    @property
    def rate(self) -> float:
        """The share of tokens that did not have to be read again; 0 where none was asked for."""
        return self.hits / self.queries if self.queries else 0.0


def prefix_cache(url: str, seconds: float = 3.0) -> PrefixCache | None:
    """What the server at `url` (with or without /v1) tells of its cache; None where it tells nothing of one."""
    base = url.rstrip("/").removesuffix("/v1")
    try:
        with urllib.request.urlopen(f"{base}/metrics", timeout=seconds) as answer:  # noqa: S310 (set by the site)
            text = answer.read(MOST_BYTES).decode()
        return read(text)
    except (OSError, ValueError):
        return None


def read(text: str) -> PrefixCache | None:
    """The counts in a Prometheus text, summed over engines and models; None without them. ValueError: no such
    text."""
    from prometheus_client.parser import text_string_to_metric_families

    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            name = sample.name.removesuffix("_total")
            if name in (*QUERIES, *HITS):
                found[name] = found.get(name, 0.0) + sample.value
    queries = next((found[name] for name in QUERIES if name in found), None)
    hits = next((found[name] for name in HITS if name in found), None)
    return None if queries is None or hits is None else PrefixCache(int(queries), int(hits))
