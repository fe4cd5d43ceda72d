"""Drawn placeholders where a catalogue has no pictures: the same item always gets the same drawing.

What kind of thing the item is picks the composition and the colours, its id everything else. No text of the
item gets into the picture.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote

from retrieval.types import Item, Schema

T = TypeVar("T")
WIDTH, HEIGHT = 320, 160
Palette = tuple[str, str, str, str, str]
"""Two shades of the ground, a middle tone, a strong one, a light one."""

PALETTES: tuple[Palette, ...] = (
    ("#1b2a41", "#324a5f", "#8fa3bf", "#e07a5f", "#f2cc8f"),
    ("#2d1e2f", "#583d72", "#9f5f80", "#ff8e71", "#ffd3b5"),
    ("#0b3c49", "#13716a", "#94c9a9", "#f7c548", "#f4f1de"),
    ("#3a1d1d", "#7c2e2e", "#c8553d", "#f28f3b", "#ffd5c2"),
    ("#14213d", "#274690", "#6f86c9", "#f5b841", "#f5f3f5"),
    ("#1f271b", "#3f5e3a", "#86a873", "#e3b23c", "#f6efdc"),
    ("#2b2d42", "#4f5a78", "#8d99ae", "#ef476f", "#edf2f4"),
    ("#22181c", "#5a2a43", "#a53860", "#f7a072", "#fbe3d4"),
    ("#102a2e", "#1d5b66", "#3fa7a3", "#ff9f6b", "#fdf1d6"),
    ("#33272a", "#6b4e57", "#b88b8b", "#f4c095", "#f9ede0"),
    ("#1d1a31", "#4d2d73", "#9a5ba8", "#f59ca9", "#fde2cf"),
    ("#0d1b2a", "#1b4965", "#5fa8d3", "#ffb703", "#e5f4f3"),
)


class Dice:
    """An endless row of numbers that a text decides; the same in every process and version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed, self._block, self._left = seed, 0, b""

    def between(self, low: float, high: float) -> int:
        """A whole number from `low` to `high`, both included."""
        if len(self._left) < 2:
            text = f"{self._seed}\n{self._block}".encode("utf-8", "surrogatepass")
            self._left, self._block = hashlib.blake2b(text).digest(), self._block + 1
        taken, self._left = int.from_bytes(self._left[:2], "big"), self._left[2:]
        return round(low + (high - low) * taken / 65535)


Composition = Callable[[Dice, Palette], list[str]]


def poster(item: Item, schema: Schema) -> str:
    """The drawing of an item, as a data: address of an SVG picture of 320 × 160."""
    kinds = _kinds(item, schema)
    dice = Dice(item.id)
    compose = _one_of_two(COMPOSITIONS, f"composition {kinds[0]}", dice)
    palette = _one_of_two(PALETTES, f"palette {kinds[-1]}", dice)
    tilt = dice.between(0, 50)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'preserveAspectRatio="xMidYMid slice"><defs>'
        f'<linearGradient id="g" x1="0" y1="0" x2="{tilt / 100}" y2="1"><stop stop-color="{palette[0]}"/>'
        f'<stop offset="1" stop-color="{palette[1]}"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#g)"/>',
        *compose(dice, palette),
        "</svg>",
    ]
    return "data:image/svg+xml," + quote("".join(parts), safe=" ='/:,.-()")


def _kinds(item: Item, schema: Schema) -> tuple[str, ...]:
    """The values that say what the item is: at most two; its id where the catalogue knows none."""
    slots = [s for s in schema.slots if s.role == "kind"] + list(schema.of_kind("category", "name"))
    values = next((texts for slot in slots if (texts := item.texts(slot.name))), (item.id,))
    return values[:2]


def _one_of_two(things: Sequence[T], seed: str, dice: Dice) -> T:
    """What belongs to the seed or its second choice: things of a kind look related, not the same."""
    choices = Dice(seed)
    first = choices.between(0, len(things) - 1)
    second = (first + choices.between(1, len(things) - 1)) % len(things)
    return things[(first, second)[dice.between(0, 1)]]


def _circle(x: float, y: float, r: float, fill: str, opacity: float = 1.0) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{fill}" opacity="{opacity:g}"/>'


def _ring(x: float, y: float, r: float, stroke: str, width: float, opacity: float = 1.0) -> str:
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="none" stroke="{stroke}" '
        f'stroke-width="{width:g}" opacity="{opacity:g}"/>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1.0) -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" fill="{fill}" '
        f'opacity="{opacity:g}"/>'
    )


def _path(d: str, fill: str, opacity: float = 1.0) -> str:
    return f'<path d="{d}" fill="{fill}" opacity="{opacity:g}"/>'


def hills(dice: Dice, palette: Palette) -> list[str]:
    """A sun over ranges of hills."""
    drawn = [_circle(dice.between(60, 260), dice.between(44, 78), dice.between(20, 38), palette[3])]
    for layer, (fill, opacity) in enumerate(((palette[2], 0.55), (palette[2], 0.9), (palette[0], 0.95))):
        base, swing = 84 + layer * 27, dice.between(14, 34)
        start, middle = dice.between(-swing, swing), dice.between(-swing, swing)
        d = (
            f"M0 {base + start} C{dice.between(50, 110)} {base - swing - middle} {dice.between(130, 190)} "
            f"{base + swing} {dice.between(200, 240)} {base + middle} S320 {base - start} 320 {base - middle} "
            f"V{HEIGHT} H0 Z"
        )
        drawn.append(_path(d, fill, opacity))
    return drawn


def towers(dice: Dice, palette: Palette) -> list[str]:
    """A row of towers at night, a few lights on."""
    drawn = [_circle(dice.between(50, 270), dice.between(34, 52), dice.between(13, 22), palette[4], 0.9)]
    for opacity, low, high in ((0.35, 55, 122), (1.0, 28, 92)):
        x = -dice.between(0, 20)
        while x < WIDTH:
            width, height = dice.between(22, 46), dice.between(low, high)
            drawn.append(_box(x, HEIGHT - height, width, height, palette[2 if opacity < 1 else 0], opacity))
            if opacity == 1.0:
                lit = HEIGHT - height + dice.between(8, 20)
                drawn.append(_box(x + dice.between(5, width - 12), lit, 6, 8, palette[3]))
            x += width + dice.between(0, 6)
    return drawn


def rings(dice: Dice, palette: Palette) -> list[str]:
    """Rings about a point off the middle."""
    x, y, step = dice.between(70, 250), dice.between(45, 115), dice.between(18, 26)
    drawn = [
        _ring(x, y, step * n, palette[2 + n % 3], dice.between(3, 11), max(0.95 - n * 0.09, 0.15))
        for n in range(9, 1, -1)
    ]
    return [*drawn, _circle(x, y, step, palette[3])]


def shards(dice: Dice, palette: Palette) -> list[str]:
    """Splinters that meet in one point."""
    x, y = dice.between(90, 230), dice.between(45, 115)
    drawn = []
    angle = float(dice.between(0, 359))
    for n in range(9):
        spread = dice.between(14, 34)
        points = [
            f"{x + 380 * math.cos(math.radians(a)):.0f} {y + 380 * math.sin(math.radians(a)):.0f}"
            for a in (angle, angle + spread)
        ]
        drawn.append(_path(f"M{x} {y} L{points[0]} L{points[1]} Z", palette[2 + n % 3], 0.3 + 0.08 * (n % 5)))
        angle += spread + dice.between(6, 22)
    return [*drawn, _circle(x, y, dice.between(12, 26), palette[0])]


def tiles(dice: Dice, palette: Palette) -> list[str]:
    """Quarter circles on a grid."""
    size, drawn = 80, []
    for row in range(2):
        for column in range(4):
            x, y = column * size, row * size
            turned = dice.between(0, 3) * 90
            fill = palette[(1, 2, 3, 4, 2, 1)[dice.between(0, 5)]]
            drawn.append(
                f'<path transform="rotate({turned} {x + 40} {y + 40})" fill="{fill}" opacity="0.92" '
                f'd="M{x} {y} h{size} a{size} {size} 0 0 1 -{size} {size} Z"/>'
            )
    return drawn


def rays(dice: Dice, palette: Palette) -> list[str]:
    """Beams from below the edge, and what they come from."""
    x, y, beams = dice.between(60, 260), HEIGHT + 10, 2 * dice.between(7, 10)
    drawn = []
    for n in range(0, beams, 2):
        at = [math.pi * (1 + k / beams) for k in (n, n + 1)]
        ends = " ".join(f"L{x + 420 * math.cos(a):.0f} {y + 420 * math.sin(a):.0f}" for a in at)
        drawn.append(_path(f"M{x} {y} {ends} Z", palette[2], 0.6))
    radius = dice.between(46, 70)
    return [*drawn, _circle(x, y, radius + 16, palette[4], 0.35), _circle(x, y, radius, palette[3])]


def waves(dice: Dice, palette: Palette) -> list[str]:
    """Lines that swell and fall together."""
    drawn, length, lift = [], dice.between(50, 95), dice.between(12, 28)
    offset = dice.between(0, length)
    for n in range(9):
        y, height = 16 + n * 17, lift * (0.4 + 0.15 * n)
        d = f"M{-offset} {y} q{length / 2:.0f} {-height:.0f} {length} 0" + f" t{length} 0" * (
            420 // length + 1
        )
        drawn.append(
            f'<path d="{d}" fill="none" stroke="{palette[2 + (n + offset) % 3]}" '
            f'stroke-width="{2 + n * 0.9:g}" opacity="{0.45 + n * 0.06:.2f}"/>'
        )
    return drawn


def lights(dice: Dice, palette: Palette) -> list[str]:
    """Lights out of focus."""
    drawn = []
    for n in range(16):
        radius = dice.between(8, 52) * (1.25 if n < 4 else 0.7)
        fill = palette[2 + dice.between(0, 2)]
        drawn.append(
            _circle(dice.between(0, WIDTH), dice.between(0, HEIGHT), radius, fill, 0.22 + 0.04 * (n % 6))
        )
    return [
        *drawn,
        _circle(dice.between(80, 240), dice.between(45, 115), dice.between(14, 26), palette[4], 0.9),
    ]


def stripes(dice: Dice, palette: Palette) -> list[str]:
    """Slanted bands and a disc before them."""
    lean, x, drawn = dice.between(50, 130), -140, []
    n = dice.between(0, 2)
    while x < WIDTH + 40:
        width = dice.between(12, 54)
        drawn.append(
            _path(f"M{x} {HEIGHT} l{lean} -{HEIGHT} h{width} l-{lean} {HEIGHT} Z", palette[1 + n % 4], 0.85)
        )
        x, n = x + width + dice.between(8, 34), n + 1
    return [*drawn, _circle(dice.between(90, 230), dice.between(55, 105), dice.between(26, 42), palette[0])]


def orbits(dice: Dice, palette: Palette) -> list[str]:
    """A body with others on their ways about it."""
    x, y, tilt = dice.between(110, 210), dice.between(66, 94), dice.between(-30, 30)
    drawn = [
        _circle(dice.between(0, WIDTH), dice.between(0, HEIGHT), 1.4, palette[4], 0.8) for _ in range(26)
    ]
    for n in range(1, 5):
        across = 28 + n * dice.between(22, 28)
        drawn.append(
            f'<ellipse cx="{x}" cy="{y}" rx="{across}" ry="{across * 0.38:.0f}" fill="none" '
            f'stroke="{palette[2]}" stroke-width="1.6" opacity="0.8" transform="rotate({tilt} {x} {y})"/>'
        )
        at = math.radians(dice.between(0, 359))
        slant = math.radians(tilt)
        ox, oy = across * math.cos(at), across * 0.38 * math.sin(at)
        where = (
            x + ox * math.cos(slant) - oy * math.sin(slant),
            y + ox * math.sin(slant) + oy * math.cos(slant),
        )
        drawn.append(_circle(*where, dice.between(4, 10), palette[3 + n % 2]))
    return [*drawn, _circle(x, y, dice.between(18, 27), palette[3])]


COMPOSITIONS: tuple[Composition, ...] = (
    hills, towers, rings, shards, tiles, rays, waves, lights, stripes, orbits,
)  # fmt: skip
