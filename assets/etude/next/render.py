"""Draws a scene, whole or a window of it: things from far to near with antialiased outlines, what falls from the sky, then
the manner. What is left to chance comes from the latents' free numbers alone, so that a decoder can learn all of it."""
import numpy as np

import manners
from kinds import RIDGES
from latents import MATTER
from manners import Chance
from plain_shapes import DISTANCE
from scene import WEATHER
from sprites import LAYERS

LIGHT, DARK = 0.45, 0.6
MATTERS = ["none", *MATTER]


def _tint(kind, main):
    """A layer's colour, 0..255. Fixed colours dim with the thing's own, so that a window is not brighter than the dusk allows."""
    main = np.asarray(main, "float32")
    if kind == "main":
        return main
    if kind == "dark":
        return main * DARK
    if kind == "light":
        return main + (255 - main) * LIGHT
    return np.asarray(kind, "float32") * (0.45 + 0.55 * main.max() / 255)


def _lay(picture, marks):
    """Lays marks over the picture, each (share, colour, how much)."""
    for share, colour, much in marks:
        picture = picture + (np.asarray(colour, "float32") - picture) * (np.clip(share, 0, 1) * much)[..., None]
    return picture


def _matter(matter, chance):
    """Ripples on water, furrows on fields."""
    return [(3 * (chance.level - 0.6) * (matter == MATTERS.index("water")), (255, 255, 255), 0.28),
            (3 * (chance.falling - 0.7) * (matter == MATTERS.index("hills")), (20, 30, 20), 0.13)]


def _weather(weather, chance):
    """Flakes, drops and stars."""
    return [(5 * (chance.a - 0.95) * (weather == WEATHER.index("snow")), (255, 255, 255), 0.95),
            (6 * (chance.upright - 1.3) * (weather == WEATHER.index("rain")), (206, 218, 232), 0.6),
            (5 * (chance.b - 1.5) * (weather == WEATHER.index("stars")), (255, 250, 220), 1.0)]


def render(scene, free, side=256, window=None):
    """8-bit RGB [height, width, 3] of a window (top, left, height, width) in pixels, multiples of CELL; all where it is None.
    free: [3, side / CELL, side / CELL], of the whole picture."""
    top, left, h, w = window or (0, 0, side, side)
    y = ((np.arange(top, top + h) + 0.5) / side).astype("float32")[:, None]
    x = ((np.arange(left, left + w) + 0.5) / side).astype("float32")[None, :]
    a, b = np.asarray(scene.top, "float32"), np.asarray(scene.bottom, "float32")
    # The ground changes from cell to cell, smoothly.
    picture = np.broadcast_to(a + (b - a) * y[..., None], (h, w, 3)).copy()
    matter, sky = np.zeros((h, w), "uint8"), np.ones((h, w), bool)
    for t in sorted(scene.things, key=lambda t: t.z):
        reach = 1.5 * t.r
        if t.kind in RIDGES:
            r0, r1, c0, c1 = max(0, int((t.y - 1.3 * t.r) * side) - top), h, 0, w
        else:
            r0, r1 = max(0, int((t.y - reach) * side) - 1 - top), min(h, int((t.y + reach) * side) + 2 - top)
            c0, c1 = max(0, int((t.x - reach) * side) - 1 - left), min(w, int((t.x + reach) * side) + 2 - left)
        if r0 >= r1 or c0 >= c1:
            continue
        dx, dy = x[:, c0:c1] - t.x, y[r0:r1] - t.y
        c, s = np.cos(t.angle), np.sin(t.angle)
        u, v = (c * dx + s * dy) / t.r, (c * dy - s * dx) / t.r
        layers = [(DISTANCE[t.kind](u, v, t.r), "main")] if t.kind in DISTANCE else LAYERS[t.kind](u, v)
        part = picture[r0:r1, c0:c1]
        for d, kind in layers:
            alpha = np.clip(0.5 - d * (t.r * side), 0, 1) * t.opacity
            part += (_tint(kind, t.colour) - part) * alpha[..., None]
            sky[r0:r1, c0:c1] &= alpha < 0.5
        if t.kind in RIDGES:
            matter[r0:r1, c0:c1][np.broadcast_to(v > 1.1, part.shape[:2])] = MATTERS.index(t.kind) if t.kind in MATTER else 0
        elif t.opacity == 1:
            matter[r0:r1, c0:c1][np.broadcast_to(np.maximum(np.abs(u), np.abs(v)) < 1, part.shape[:2])] = 0
    weather = np.full((h, w), WEATHER.index(scene.weather), "uint8") * (sky | (scene.weather != "stars"))
    chance = Chance(free, (top, left, h, w))
    picture = manners.apply(scene.manner, _lay(picture, _matter(matter, chance)), chance)
    return np.clip(_lay(picture, _weather(weather, chance)), 0, 255).astype("uint8")
