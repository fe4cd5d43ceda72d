"""Cells to values: numbers with currency and units, dates, lists, codes of languages, ordered words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

_MISSING = frozenset(
    {"", "-", "--", "?", "na", "n/a", "nan", "null", "none", "nil", "\\n", "unknown", "undefined"}
)
_NOTHING_LISTED = re.compile(r"^\((no|none|not)\b[^()]*\)$", re.IGNORECASE)
_NUMBER = re.compile(
    r"^([^\w\s.,+-]{1,2}|[A-Z]{3}|)\s*"  # a sign or a code of a currency
    r"([+-]?\d[\d.,\s']*(?:[eE][+-]?\d+)?)\s*"
    r"([^\d\s]{0,12}(?: [^\d\s]{1,12})?)$"  # a unit
)
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
_DATE = re.compile(
    r"^(\d{4})[-/.]\d{1,2}([-/.]\d{1,2})?([T ].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.](\d{4})$|^.*\b(\d{4})$"
)
_LINK = re.compile(r"^<?https?://\S+$", re.IGNORECASE)
_IMAGE = re.compile(r"\.(jpe?g|png|gif|webp|svg|avif)(\?|$)", re.IGNORECASE)

TRUE, FALSE = frozenset({"true", "yes", "y", "t"}), frozenset({"false", "no", "n", "f"})

ORDERS: tuple[tuple[str, ...], ...] = (
    ("none", "low", "medium", "high", "very high"),
    ("none", "mild", "moderate", "severe"),
    ("none", "mild", "strong", "extreme"),
    ("easy", "medium", "hard", "expert"),
    ("beginner", "intermediate", "advanced", "expert"),
    ("xs", "s", "m", "l", "xl", "xxl"),
    ("tiny", "small", "medium", "large", "huge"),
    ("poor", "fair", "good", "very good", "excellent"),
)

_LANGUAGES = """aa Afar|af afr Afrikaans|am amh Amharic|ar ara Arabic|az aze Azerbaijani|be bel Belarusian
bg bul Bulgarian|bn ben Bengali|bs bos Bosnian|ca cat Catalan|cs cze ces Czech|cy wel cym Welsh|da dan Danish
de ger deu German|el gre ell Greek|en eng English|eo epo Esperanto|es spa Spanish|et est Estonian|eu baq eus Basque
fa per fas Persian|fi fin Finnish|fil tl tgl Filipino|fr fre fra French|ga gle Irish|gl glg Galician|gu guj Gujarati
he heb Hebrew|hi hin Hindi|hr hrv Croatian|hu hun Hungarian|hy arm hye Armenian|id ind Indonesian|is ice isl Icelandic
it ita Italian|ja jpn Japanese|ka geo kat Georgian|kk kaz Kazakh|km khm Khmer|kn kan Kannada|ko kor Korean
la lat Latin|lt lit Lithuanian|lv lav Latvian|mk mac mkd Macedonian|ml mal Malayalam|mn mon Mongolian|mr mar Marathi
ms may msa Malay|mul Multiple languages|nb nob Norwegian|nl dut nld Dutch|no nor Norwegian|nn nno Norwegian
pa pan Punjabi|pl pol Polish|pt por Portuguese|ro rum ron Romanian|ru rus Russian|sa san Sanskrit|sk slo slk Slovak
sl slv Slovenian|sq alb sqi Albanian|sr srp Serbian|sv swe Swedish|sw swa Swahili|ta tam Tamil|te tel Telugu
th tha Thai|tr tur Turkish|uk ukr Ukrainian|ur urd Urdu|uz uzb Uzbek|vi vie Vietnamese|yi yid Yiddish
zh chi zho cn Chinese|zu zul Zulu"""


def _language_table() -> Mapping[str, str]:
    table = {}
    for entry in _LANGUAGES.replace("\n", "|").split("|"):
        codes = re.match(r"^((?:[a-z]{2,3} )+)(.+)$", entry)
        if codes:
            table.update(dict.fromkeys(codes[1].split(), codes[2]))
    return table


LANGUAGES = _language_table()


def language(code: str) -> str:
    """The language of an ISO 639 code, with or without a region ("en-US"); the text itself otherwise."""
    return LANGUAGES.get(re.split(r"[-_]", code.strip().lower())[0], code)


def plain(text: str) -> str:
    """The text without control characters and half characters, blanks folded."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def cleaned(raw: Any) -> Any:
    """A cell with blanks trimmed; None where it says that there is nothing."""
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return None
    if isinstance(raw, str):
        text = "".join(char for char in raw if char.isprintable() or char in "\n\t").strip()
        return None if text.lower() in _MISSING or _NOTHING_LISTED.match(text) else text
    if isinstance(raw, list | tuple):
        parts = [part for part in map(cleaned, raw) if part is not None]
        return [part if isinstance(part, str) else str(part) for part in parts] or None
    return raw


def number(raw: Any) -> float | None:
    """A measured number: 12, "1,299.00", "$12.99", "1.299,00 €", "120 min"; None for anything else."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return float(raw) if math.isfinite(raw) else None
    if not isinstance(raw, str) or not (match := _NUMBER.match(raw)):
        return None
    digits = re.sub(r"[\s']", "", match[2]).rstrip(".,")
    if _THOUSANDS.match(digits):
        digits = digits.replace(",", "")
    elif "," in digits:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        found = float(digits)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def unit(raw: Any) -> str:
    """What stands before or after a number in its cell: "$", "min"; "" for none."""
    match = _NUMBER.match(raw) if isinstance(raw, str) else None
    return (match[1] or match[3]).strip() if match else ""


def year(raw: Any) -> float | None:
    """The year of a date ("2001-05-18", "18.05.2001", "May 18, 2001", a datetime); None where there is none."""
    if (found := getattr(raw, "year", None)) is not None:
        return float(found)
    match = _DATE.match(raw) if isinstance(raw, str) else None
    digits = next((group for group in (match[1], match[4], match[5]) if group), "") if match else ""
    return float(digits) if digits else None


def is_link(raw: Any) -> bool:
    return isinstance(raw, str) and bool(_LINK.match(raw))


def is_image(raw: Any) -> bool:
    return isinstance(raw, str) and bool(_LINK.match(raw)) and bool(_IMAGE.search(raw))


def truth(raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = raw.lower() if isinstance(raw, str) else ""
    return True if text in TRUE else False if text in FALSE else None


def order(values: set[str]) -> tuple[str, ...]:
    """The ordered words that these values come from, cut to those in use and between; () for none."""
    lowered = {value.lower() for value in values}
    for known in ORDERS:
        if len(lowered) >= 2 and lowered <= set(known):
            places = [known.index(value) for value in lowered]
            return known[min(places) : max(places) + 1]
    return ()


def parts(raw: Any, separator: str) -> list[str]:
    """The texts of a cell: a list's, or those that the separator parts."""
    if isinstance(raw, list):
        found = [str(part) for part in raw]
    elif separator:
        found = str(raw).split(separator)
    else:
        found = [str(raw)]
    if not any("\n" in part for part in found):  # prose keeps its lines
        found = [" ".join(part.split()) for part in found]
    return list(dict.fromkeys(part for part in found if cleaned(part)))
