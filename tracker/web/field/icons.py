"""The program's icon as PNG, drawn from the same lines as `static/icon.svg`: phones install no vector."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from itertools import pairwise
from math import hypot

SIZES = (180, 192, 512)
BLUE, WHITE, LIGHT, YELLOW = (0, 23, 193), (255, 255, 255), (157, 183, 249), (255, 212, 61)
Point = tuple[float, float]
# On a field of 32 by 32, as in the SVG: colour, half the width of the pen, and the points of the line.
LINES: tuple[tuple[tuple[int, int, int], float, tuple[Point, ...]], ...] = (
    (LIGHT, 1.5, ((6, 16), (10, 16), (15, 9), (19, 9))),
    (WHITE, 1.5, ((6, 24), (11, 24), (16, 17), (21, 17), (26, 9))),
    (YELLOW, 2.6, ((26, 9), (26, 9))),
)
SAFE = 0.72  # of a maskable icon: what a round mask leaves of it


@lru_cache(maxsize=8)
def draw(size: int) -> bytes:
    """A square PNG of ``size`` pixels, filled to its edges so that any mask may cut it."""
    pixels = bytearray(bytes(BLUE) * (size * size))
    for colour, reach, points in LINES:
        for at, share in _covered(size, reach, points).items():
            for channel in range(3):
                below = pixels[3 * at + channel]
                pixels[3 * at + channel] = round(below + (colour[channel] - below) * share)
    rows = b"".join(b"\0" + pixels[3 * size * y : 3 * size * (y + 1)] for y in range(size))  # 0: no filter
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _covered(size: int, reach: float, points: tuple[Point, ...]) -> dict[int, float]:
    """The pixels that a line covers, and how much of each."""
    scale = size * SAFE / 32
    moved = [(size / 2 + (x - 16) * scale, size / 2 + (y - 16) * scale) for x, y in points]
    covered: dict[int, float] = {}
    for start, end in pairwise(moved):
        (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        margin = reach * scale + 1
        for y in range(int(top - margin), int(bottom + margin) + 1):
            for x in range(int(left - margin), int(right + margin) + 1):
                share = reach * scale - _distance((x + 0.5, y + 0.5), start, end) + 0.5
                if share > 0:
                    covered[y * size + x] = max(min(share, 1.0), covered.get(y * size + x, 0.0))
    return covered


def _distance(at: Point, start: Point, end: Point) -> float:
    """From a point to a stretch of line."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = 0.0 if not length else max(0.0, min(1.0, ((at[0] - start[0]) * along[0] + (at[1] - start[1]) * along[1]) / length))
    return hypot(at[0] - start[0] - share * along[0], at[1] - start[1] - share * along[1])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
