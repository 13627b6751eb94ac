"""The manners of painting, each a small filter of the flat picture: what a brush, a knife or a tile does to it.

All of them follow the cells' free numbers, spread smoothly over their pixels, and no fixed raster: a decoder of convolutions
cannot know at which pixel of a cell it is, but for what differs from cell to cell."""
import numpy as np
from PIL import Image

CELL = 8
INK, SHEET = np.array((28, 26, 30), "float32"), np.array((246, 240, 226), "float32")


def spread(cells, side):
    """Numbers of cells [rows, columns] over pixels [side, side], smoothly."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(cells, "float32")).resize((side, side), Image.BILINEAR))


def strokes(cells, dy, dx, reach):
    """Numbers of cells drawn out along (dy, dx), as a brush draws them; their deviation stays one."""
    rows, columns = cells.shape
    wide = np.pad(cells, reach, mode="wrap")
    at = range(-reach, reach + 1)
    return sum(wide[reach + k * dy:reach + k * dy + rows, reach + k * dx:reach + k * dx + columns] for k in at) / np.sqrt(2 * reach + 1)


def _step(v):
    """−1..1: smooth numbers to patches with edges."""
    return np.clip(3 * v, -1, 1)


def _moved(picture, dy, dx):
    h, w = picture.shape[:2]
    y = np.clip(np.arange(h)[:, None] + np.round(dy).astype(int), 0, h - 1)
    x = np.clip(np.arange(w)[None, :] + np.round(dx).astype(int), 0, w - 1)
    return picture[y, x]


def _outline(picture, wide):
    """0..1, how much of an edge passes a pixel."""
    lum = picture.max(2) * 0.4 + picture.mean(2) * 0.6 + 0.25 * (picture[..., 0] - picture[..., 2])
    edge = np.zeros_like(lum)
    for dy, dx in ((0, 1), (1, 0)):
        d = np.abs(lum - np.roll(lum, (dy, dx), (0, 1)))
        d[0 if dy else slice(None), 0 if dx else slice(None)] = 0
        edge = np.maximum(edge, d)
        if wide:
            edge = np.maximum(edge, np.roll(d, (-dy, -dx), (0, 1)))
    return np.clip((edge - 14) / 22, 0, 1)


def oil(picture, chance):
    """Edges go where the brush went, and paint lies thick in strokes."""
    loaded = _moved(picture, 1.6 * chance.a, 1.6 * chance.b)
    return loaded + (9 * _step(chance.falling) + 5 * _step(chance.c))[..., None]


def watercolour(picture, chance):
    """Light and blotchy, darker where a wash ends."""
    wet = _moved(picture, 1.3 * chance.b, 1.3 * chance.a)
    pool = _outline(wet, False)[..., None]
    wash = SHEET + (wet - SHEET) * (0.74 + 0.1 * np.clip(chance.c, -2, 2))[..., None]
    return wash * (1 - 0.28 * pool)


def ink(picture, chance):
    """A pen's outline over a thin wash, and strokes of it where it is dark."""
    lum = picture @ np.array((0.3, 0.59, 0.11), "float32") / 255
    wash = SHEET + (picture - SHEET) * 0.5
    hatch = np.clip(3 * chance.rising - 1, 0, 1) * np.clip(1.4 - 2 * lum, 0, 1)
    line = np.maximum(_outline(picture, True), 0.6 * hatch)
    return wash + (INK - wash) * line[..., None]


def pastel(picture, chance):
    """The sheet shows between slanting strokes of the crayon."""
    soft = _moved(picture, 0.9 * chance.a, 0.9 * chance.b)
    return soft + (SHEET - soft) * (0.42 * np.clip(2 * chance.rising - 0.4, 0, 1))[..., None]


def woodcut(picture, chance):
    """Black outlines, and level cuts of the knife, the more the darker."""
    lum = picture.mean(2) / 255
    cuts = np.clip(3 * chance.level - 0.6, 0, 1) * np.clip(1.2 - lum, 0, 1) * 0.6
    return picture * (1 - np.maximum(cuts, 0.92 * _outline(picture, True)))[..., None]


def mosaic(picture, chance):
    """A tile for each cell, and joints between them."""
    h, w = picture.shape[:2]
    tile = lambda v: np.repeat(np.repeat(v[CELL // 2::CELL, CELL // 2::CELL], CELL, 0), CELL, 1)
    joint = (np.arange(h)[:, None] % CELL < 1) | (np.arange(w)[None, :] % CELL < 1)
    tiles = tile(picture) + 9 * tile(chance.c)[..., None]
    return np.where(joint[..., None], 0.35 * tiles + 0.65 * np.array((196, 188, 176), "float32"), tiles)


class Chance:
    """What the free numbers [3, rows, columns] say at every pixel of a picture, or of a window (top, left, height, width) of it:
    by themselves (a, b, c), and drawn out into strokes."""

    def __init__(self, free, window=None):
        side = CELL * free.shape[1]
        top, left, h, w = window or (0, 0, side, side)
        cut = lambda cells: spread(cells, side)[top:top + h, left:left + w]
        self.a, self.b, self.c = (cut(cells) for cells in free)
        self.falling, self.rising = cut(strokes(free[0], 1, 1, 1)), cut(strokes(free[1], 1, -1, 1))
        self.level, self.upright = cut(strokes(free[2], 0, 1, 2)), cut(strokes(free[0], 1, 0, 1))


def apply(manner, picture, chance):
    """A picture [height, width, 3] in a manner. Chance: of the same window."""
    return picture if manner == "flat" else globals()[manner](picture, chance)
