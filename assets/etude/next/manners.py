"""The manners of painting, each a small filter of the flat picture: what a brush, a knife or a tile does to it. Patterns
repeat with the cells of the latents and waver with the cells' free numbers."""
import numpy as np
from PIL import Image

CELL = 8
INK, SHEET = np.array((28, 26, 30), "float32"), np.array((246, 240, 226), "float32")
_GRAIN = np.random.RandomState(1866).rand(CELL, CELL).astype("float32")


def _smooth(cells, h, w):
    return np.asarray(Image.fromarray(np.ascontiguousarray(cells, "float32")).resize((w, h), Image.BILINEAR))


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


def _phase(h, w):
    return np.arange(h, dtype="float32")[:, None], np.arange(w, dtype="float32")[None, :]


def oil(picture, n1, n2, n3):
    y, x = _phase(*n1.shape)
    loaded = _moved(picture, 1.6 * n1, 1.6 * n2)
    bristles = np.sin(2 * np.pi * (x + 0.5 * y) / 4 + 2 * n1) * 5 + 6 * n3
    return loaded + bristles[..., None]


def watercolour(picture, n1, n2, n3):
    wet = _moved(picture, 1.3 * n2, 1.3 * n1)
    pool = _outline(wet, False)[..., None]
    wash = SHEET + (wet - SHEET) * (0.78 + 0.09 * np.clip(n3, -2, 2))[..., None]
    return wash * (1 - 0.28 * pool)


def ink(picture, n1, n2, n3):
    y, x = _phase(*n1.shape)
    lum = picture @ np.array((0.3, 0.59, 0.11), "float32") / 255
    wash = SHEET + (picture - SHEET) * 0.5
    hatch = ((x + y) % 4 < 1) & (lum < 0.55) | ((x - y) % 4 < 1) & (lum < 0.3)
    line = np.maximum(_outline(picture, True), 0.55 * hatch)
    return wash + (INK - wash) * line[..., None]


def pastel(picture, n1, n2, n3):
    h, w = n1.shape
    soft = _moved(picture, 0.9 * n1, 0.9 * n2)
    grain = np.tile(_GRAIN, (h // CELL, w // CELL)) + 0.1 * n3
    return soft + (SHEET - soft) * (0.34 * np.clip(grain - 0.35, 0, 1))[..., None]


def woodcut(picture, n1, n2, n3):
    y, x = _phase(*n1.shape)
    lum = picture.mean(2) / 255
    cuts = ((y + 0.8 * n1) % 4 < 1.3) * np.clip(1.15 - lum, 0, 1) * 0.55
    return picture * (1 - np.maximum(cuts, 0.92 * _outline(picture, True)))[..., None]


def mosaic(picture, n1, n2, n3):
    h, w = n1.shape
    tile = lambda v: np.repeat(np.repeat(v[CELL // 2::CELL, CELL // 2::CELL], CELL, 0), CELL, 1)
    y, x = (v % CELL for v in _phase(h, w))
    joint = (np.minimum(y, x) < 1) | (np.maximum(y, x) > CELL - 0.5)
    tiles = tile(picture) + 9 * tile(n3)[..., None]
    return np.where(joint[..., None], 0.35 * tiles + 0.65 * np.array((196, 188, 176), "float32"), tiles)


def apply(manner, picture, free):
    """free: [3, rows, columns] of the cells that the picture covers."""
    if manner == "flat":
        return picture
    h, w = picture.shape[:2]
    return globals()[manner](picture, *(_smooth(f, h, w) for f in free))
