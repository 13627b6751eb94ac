"""What an image embedding of étude says: the scene, written down.

A large CLIP learns from millions of pictures what to keep of one. Étude has neither the pictures nor the time, and knows
its scenes exactly, so its embeddings are defined instead of discovered: every thing has a slot of its own, in the order in
which words name it, where a linear layer can read it. The image encoder learns to see this vector in a picture, the text
encoder and the prior to foresee it from words, the UNet to paint it. The zero picture's embedding is zero: nothing there.
"""
import numpy as np

from kinds import CODES, NUMBER
from latents import tone
from scene import GENRES, MANNERS, SLOTS, WEATHER

SLOT = 1 + 8 + 3 + 1 + 2 + 12 + 1 + 2 + 1
WIDTH = SLOTS * SLOT + 3 + 3 + len(MANNERS) + len(WEATHER) + len(GENRES) + 1
NAMED, WAVE = 2.5, 1.3  # these sizes give the many numbers deviations near one
PRESENT, SIGN, COLOUR = 2.0, 1.2, 1.8


def _waves(v):
    return [WAVE * f(np.pi * k * v) for k in (1, 2, 4) for f in (np.sin, np.cos)]


def _slot(t):
    return [PRESENT, *(SIGN * c for c in CODES[NUMBER[t.kind]]), *(COLOUR * tone(t.colour)), 2 * t.opacity - 1, 4 * (t.x - 0.5), 4 * (t.y - 0.5),
            *_waves(t.x), *_waves(t.y), 1.8 * np.log(t.r / 0.14), 1.5 * np.sin(t.angle), 1.5 * np.cos(t.angle), 4 * (t.z - 0.5)]


def _one_of(options, value):
    return [NAMED * (o == value) for o in options]


def of(scene, order=None):
    """[WIDTH] float32; `order` says which thing stands in which slot."""
    things = [scene.things[i] for i in order] if order is not None else scene.things
    out = [v for t in things for v in _slot(t)] + [0.0] * (SLOT * (SLOTS - len(things)))
    out += [*(COLOUR * tone(scene.top)), *(COLOUR * tone(scene.bottom)), *_one_of(MANNERS, scene.manner), *_one_of(WEATHER, scene.weather),
            *_one_of(GENRES, scene.genre), 0.0]
    return np.array(out, "float32")


def of_all(scenes, orders=None):
    """[scenes, WIDTH] float32."""
    return np.stack([of(s, orders[i] if orders else None) for i, s in enumerate(scenes)])
