"""The hit rate of vLLM's prefix cache, read from what the server says of itself."""

from __future__ import annotations

import pytest

from bot.models.prefix_cache import PrefixCache, prefix_cache
from tests.bot.stub_server import serving

METRICS = """# HELP vllm:prefix_cache_queries_total Prefix cache queries, in terms of number of queried tokens.
# TYPE vllm:prefix_cache_queries_total counter
vllm:prefix_cache_queries_total{engine="0",model_name="small"} 30000.0
vllm:prefix_cache_queries_total{engine="1",model_name="small"} 10000.0
# HELP vllm:prefix_cache_queries_created Prefix cache queries, in terms of number of queried tokens.
# TYPE vllm:prefix_cache_queries_created gauge
vllm:prefix_cache_queries_created{engine="0",model_name="small"} 1.764e+09
# HELP vllm:prefix_cache_hits_total Prefix cache hits, in terms of number of cached tokens.
# TYPE vllm:prefix_cache_hits_total counter
vllm:prefix_cache_hits_total{engine="0",model_name="small"} 20000.0
vllm:prefix_cache_hits_total{engine="1",model_name="small"} 8000.0
"""


@pytest.mark.parametrize("base", ["", "/", "/v1", "/v1/"])
def test_the_counts_of_all_engines_are_summed(base: str) -> None:
    with serving(metrics=METRICS) as server:
        found = prefix_cache(f"{server.url}{base}")
    assert found == PrefixCache(40_000, 28_000)
    assert found.rate == 0.7


def test_earlier_versions_call_them_otherwise() -> None:
    with serving(metrics=METRICS.replace("vllm:prefix", "vllm:gpu_prefix")) as server:
        assert prefix_cache(server.url) == PrefixCache(40_000, 28_000)


def test_a_server_that_has_read_nothing_yet_has_no_rate() -> None:
    assert PrefixCache(0, 0).rate == 0.0


@pytest.mark.parametrize("text", [None, "", "up 1\n", METRICS.partition("# HELP vllm:prefix_cache_hits")[0],
                                  "{ no metrics", "vllm:prefix_cache_hits_total many\n"])  # fmt: skip
def test_a_server_that_tells_nothing_of_a_cache_is_left_alone(text: str | None) -> None:
    with serving(metrics=text) as server:
        url = server.url
        assert prefix_cache(url) is None
    assert prefix_cache(url) is None
