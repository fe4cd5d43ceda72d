"""The words that may stand in a sentence without evidence, because they claim nothing."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION: Final = _words(
    """a an the and or but yet so of in on at to for from with by as into onto over through about around
    across between among during than then that this these those it its itself is are was were be been being
    has have had do does who whom whose which where when while because since though although also both
    either too just still even there here their they them his her hers he she him themselves up out off
    """
)
CONNECTIVE: Final = _words(
    """fit fits fitting match matches matching meet meets meeting keep keeps keeping offer offers offering
    run runs running last lasts lasting clock clocks clocking come comes coming follow follows following
    tell tells telling centre centres center centers revolve revolves feature features featuring bring
    brings bringing make makes making share shares sharing set sets show shows showing give gives giving
    include includes including remain remains stay stays staying sit sits well exactly neatly comfortably
    story stories tale pick choice option answer one something anything kind sort title
    request wish wishes ask want wanted asked mind note
    """
)
