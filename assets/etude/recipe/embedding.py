"""What an image embedding of étude says: the scene, written down.

A large CLIP learns from millions of pictures what to keep of one. Étude has neither the pictures nor the time, and knows
its scenes exactly, so its embeddings are defined instead of discovered: every shape, colour, place and size stands in a
place of its own, where a linear layer can read it. The vision encoder learns to see this vector in a picture, the text
encoder and the prior to foresee it from words, the UNet to paint it. The zero picture's embedding is zero: nothing there.
"""
import numpy as np

from world import COLOURS, SHAPES

SLOTS, STYLES = 3, ["flat", "painterly"]
SLOT = 1 + len(SHAPES) + len(COLOURS) + 14 + 1 + 2
WIDTH = SLOTS * SLOT + len(COLOURS) + len(STYLES) + SLOTS
NAMED, WAVE = 3.0, 1.4  # these sizes give the many numbers deviations near one


def _along(v):
    """A place along one axis, 0..1, coarse and fine: linear, and three waves."""
    waves = [f(np.pi * k * v) for k in (1, 2, 4) for f in (np.sin, np.cos)]
    return [4 * (v - 0.5)] + [WAVE * w for w in waves]


def _one_of(options, value):
    return [NAMED * (o == value) for o in options]


def _slot(t):
    # A line looks the same after half a turn; the others only ever lean a little.
    turn = (np.sin(2 * t.angle), np.cos(2 * t.angle)) if t.shape == "line" else (8 * t.angle, 0.0)
    return [NAMED, *_one_of(SHAPES, t.shape), *_one_of(COLOURS, t.colour), *_along(t.x), *_along(t.y), 2.5 * np.log(t.r / 0.16),
            WAVE * turn[0], WAVE * turn[1]]


def of(scene):
    """[WIDTH] float32. Things stand in the order of their colours, which words and picture both tell and no two things share."""
    things = sorted(scene.things, key=lambda t: COLOURS.index(t.colour))
    out = [v for t in things for v in _slot(t)] + [0.0] * (SLOT * (SLOTS - len(things)))
    out += _one_of(COLOURS, scene.ground) + _one_of(STYLES, scene.style) + _one_of(range(1, SLOTS + 1), len(things))
    return np.array(out, "float32")


def of_all(scenes):
    """[scenes, WIDTH] float32."""
    return np.stack([of(s) for s in scenes])
