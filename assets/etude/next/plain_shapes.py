"""The plain shapes, as signed distances over their own square, −1..1. `r` is the half extent as a share of the picture:
bars and gaps are kept wide enough to be seen."""
import numpy as np

from geometry import box, circle, cut, segment, union


def _bars(p, pitch, width):
    return np.abs(p / pitch - np.round(p / pitch)) * pitch - width


def _star(u, v):
    a = np.arctan2(u, -v)
    sector = 2 * np.pi / 5
    a = np.abs(a - np.round(a / sector) * sector)
    rho = np.hypot(u, v)
    x, y = rho * np.sin(a), rho * np.cos(a)
    # From a tip (0, 1) to the notch between two tips.
    nx, ny = 0.40 * np.sin(np.pi / 5), 0.40 * np.cos(np.pi / 5)
    ex, ey = nx, ny - 1
    return (x * -ey + (y - 1) * ex) / np.hypot(ex, ey)


def _spiral(u, v):
    rho, a = np.hypot(u, v), np.arctan2(v, u)
    pitch = 0.42
    turn = rho / pitch - a / (2 * np.pi)
    d = np.abs(turn - np.round(turn)) * pitch - 0.10
    return np.maximum(d, rho - 0.98)


def _zigzag(u, v):
    p = u / 0.5
    tri = (np.abs(p - np.round(p)) * 4 - 1) * 0.28
    return np.maximum((np.abs(v - tri) - 0.17) * 0.6, np.abs(u) - 1)


def _grid(u, v, r):
    cells = 2 if r < 0.24 else 3
    s, w = 0.86, (0.17 if cells == 2 else 0.1)
    pitch = 2 * s / cells
    bars = np.minimum(_bars(u + s, pitch, w), _bars(v + s, pitch, w))
    return np.maximum(bars, np.maximum(np.abs(u), np.abs(v)) - s - w)


def _checkerboard(u, v):
    d = -np.minimum(np.abs(u / 0.45 - np.round(u / 0.45)), np.abs(v / 0.45 - np.round(v / 0.45))) * 0.45
    dark = (np.floor(u / 0.45) + np.floor(v / 0.45)) % 2 == 0
    return np.maximum(np.where(dark, d, -d), np.maximum(np.abs(u), np.abs(v)) - 0.88)


def _dots(u, v):
    p = 0.62
    a, b = u - np.round(u / p) * p, v - np.round(v / p) * p
    return np.maximum(np.hypot(a, b) - 0.2, np.maximum(np.abs(u), np.abs(v)) - 0.93)


DISTANCE = {
    "circle": lambda u, v, r: np.hypot(u, v) - 1,
    "square": lambda u, v, r: box(u, v, 0, 0, 0.88, 0.88),
    "triangle": lambda u, v, r: np.maximum(v - 0.22, np.maximum(0.866 * u - 0.5 * (v - 0.22), -0.866 * u - 0.5 * (v - 0.22))) - 0.58,
    "ring": lambda u, v, r: np.abs(np.hypot(u, v) - 0.78) - 0.22,
    "half-circle": lambda u, v, r: np.maximum(np.hypot(u, v - 0.52) - 1.12, v - 0.52),
    "line": lambda u, v, r: segment(u, v, -1, 0, 1, 0, 0.1),
    "bar": lambda u, v, r: box(u, v, 0, 0, 1, 0.27),
    "grid": _grid,
    "arc": lambda u, v, r: np.maximum(np.abs(np.hypot(u, v - 0.45) - 0.95) - 0.14, v - 0.45),
    "spiral": lambda u, v, r: _spiral(u, v),
    "wave": lambda u, v, r: np.maximum((np.abs(v - 0.3 * np.sin(2 * np.pi * u)) - 0.2) * 0.6, np.abs(u) - 1),
    "star": lambda u, v, r: _star(u, v),
    "crescent": lambda u, v, r: cut(circle(u, v, 0, 0, 0.95), circle(u, v, 0.42, -0.12, 0.8)),
    "cross": lambda u, v, r: union(box(u, v, 0, 0, 0.95, 0.27), box(u, v, 0, 0, 0.27, 0.95)),
    "checkerboard": lambda u, v, r: _checkerboard(u, v),
    "stripes": lambda u, v, r: np.maximum(_bars(v, 0.6, 0.15), np.maximum(np.abs(u), np.abs(v)) - 0.9),
    "dots": lambda u, v, r: _dots(u, v),
    "zigzag": lambda u, v, r: _zigzag(u, v),
}
