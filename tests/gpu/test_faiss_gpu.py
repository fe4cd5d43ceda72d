"""The same searches on a GPU, where a FAISS build for GPUs and a GPU are there; skipped elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.faiss_index import make_index


@pytest.mark.gpu
def test_the_gpu_finds_what_an_exact_search_finds() -> None:
    faiss = pytest.importorskip("faiss")
    if not hasattr(faiss, "StandardGpuResources") or faiss.get_num_gpus() == 0:
        pytest.skip("needs a FAISS build for GPUs (pip install faiss-gpu) and a GPU")
    rows = np.random.default_rng(0).standard_normal((5_000, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    everything = np.ones(len(rows), dtype=bool)
    exact = np.argsort(-(rows @ rows[7]))[:10]
    assert make_index(rows).search(rows[7], 10, everything).rows.tolist() == exact.tolist()
