"""Draws a scene: signed distances, antialiased, flat or with the hand of a painter in it."""
import numpy as np
from PIL import Image

from world import PALETTE


def _distance(shape, x, y, r):
    """Signed distance (negative inside) of points around the origin to a shape of half extent r."""
    if shape == "circle":
        return np.hypot(x, y) - r
    if shape == "ring":
        return np.abs(np.hypot(x, y) - 0.78 * r) - 0.22 * r
    if shape == "square":
        return np.maximum(np.abs(x), np.abs(y)) - 0.88 * r
    if shape == "triangle":
        y = y - 0.22 * r
        return np.maximum(y, np.maximum(0.866 * x - 0.5 * y, -0.866 * x - 0.5 * y)) - 0.58 * r
    if shape == "half-circle":
        y = y - 0.52 * r
        return np.maximum(np.hypot(x, y) - 1.12 * r, y)
    if shape == "line":
        along = np.clip(x, -1.3 * r, 1.3 * r)
        return np.hypot(x - along, y) - max(0.022, 0.14 * r)
    if shape == "grid":
        # Bars and cells that are wide enough to be seen: two cells a side, three on large grids.
        cells, s = (2 if r < 0.24 else 3), 0.95 * r
        w = max(0.022, 0.18 * r) if cells == 2 else 0.1 * r
        pitch = 2 * s / cells
        line = lambda v: np.abs((v + s) / pitch - np.round((v + s) / pitch)) * pitch
        return np.maximum(np.minimum(line(x), line(y)) - w, np.maximum(np.abs(x), np.abs(y)) - s - w)
    raise ValueError(shape)


def _smooth(rng, cells, side, amount):
    """Smooth noise [side, side] of the given amplitude, `cells` waves across."""
    small = Image.fromarray(rng.randn(cells[1], cells[0]).astype("float32"))
    return np.asarray(small.resize((side, side), Image.BICUBIC)) * amount


def _paint(rng, colour, side, painterly):
    base = np.array(PALETTE[colour], "float32") + rng.uniform(-5, 5, 3)
    if not painterly:
        return base[None, None, :]
    cells = (5, 34) if rng.rand() < 0.5 else (34, 5)
    return base + (_smooth(rng, cells, side, 5) + _smooth(rng, (4, 4), side, 6))[..., None]


def render(scene, rng, side=128):
    """8-bit RGB picture [side, side, 3]. rng: numpy RandomState."""
    painterly = scene.style == "painterly"
    v = (np.arange(side, dtype="float32") + 0.5) / side
    x, y = np.meshgrid(v, v)
    picture = np.broadcast_to(_paint(rng, scene.ground, side, painterly), (side, side, 3)).copy()
    # The holder of an inside relation is named second and painted first.
    things = scene.things[::-1] if scene.relation == "inside" else scene.things
    for t in things:
        px, py = x - t.x, y - t.y
        if painterly:
            px = px + _smooth(rng, (6, 6), side, 0.035 * t.r)
            py = py + _smooth(rng, (6, 6), side, 0.035 * t.r)
        c, s = np.cos(t.angle), np.sin(t.angle)
        d = _distance(t.shape, c * px + s * py, c * py - s * px, t.r)
        alpha = np.clip(0.5 - d * side, 0, 1)[..., None]
        picture += (_paint(rng, t.colour, side, painterly) - picture) * alpha
    return np.clip(picture, 0, 255).astype("uint8")
