"""What can go wrong while scoring, ranking and explaining.

RecsysError
├── BadCandidates   vectors that do not fit together: another encoder, or a broken index
├── BadDialogues    conversations, turns or interactions that cannot be read or used
├── BadCheckpoint   a trained model that cannot be read, or does not fit what it is used with
│   └── OtherEncoder    … only because it was trained from another encoder
├── BadWeights      a setting of the scorer or the ranker outside its range
└── MissingPackage  a view that needs a package which is not installed
"""

from __future__ import annotations


class RecsysError(Exception):
    """Base of all errors of scoring and explaining."""


class BadCandidates(RecsysError, ValueError):
    """Candidates, tastes and query do not come from one encoder."""


class BadWeights(RecsysError, ValueError):
    """A weight or a diversity that cannot be used."""


class BadDialogues(RecsysError, ValueError):
    """A file of conversations, turns or interactions that cannot be read or used."""


class BadCheckpoint(RecsysError, ValueError):
    """A trained model that is missing, damaged, or made for something else."""


class OtherEncoder(BadCheckpoint):
    """A trained model that is well, but was trained from another encoder than the one in use."""


class MissingPackage(RecsysError, ImportError):
    """A view that needs a package which is not installed; `run` is the line that installs it."""

    def __init__(self, message: str, run: str) -> None:
        super().__init__(f"{message} Run: {run}")
        self.run = run
