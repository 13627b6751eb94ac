"""Ornament after three Russian crafts, by rules and not by copies.

Gzhel: painted porcelain of the villages around Gzhel, cobalt on white. Khokhloma: painted wood from beyond the Volga, red
berries and golden leaves on black (or gold on red). Lubok: the popular print, cut in wood, a picture in a frame."""
import numpy as np

from palette import COBALT, GOLD, varied
from sample_still_lifes import colour_of
from scene import Scene, Thing

RED, BLACK, PORCELAIN = (196, 30, 34), (18, 14, 16), (247, 247, 250)


def _around(rng, kind, colour, count, far, r, outward, z, turn=0.0):
    """Things in a circle, turned outward by `outward`."""
    for i in range(count):
        a = turn + 2 * np.pi * i / count
        yield Thing(kind, varied(rng, colour), 0.5 + far * np.cos(a), 0.5 + far * np.sin(a), r, (a + outward + np.pi) % (2 * np.pi) - np.pi, z)


def gzhel(rng):
    count = int(rng.choice([4, 5, 6]))
    turn = rng.choice([0.0, np.pi / count]) - np.pi / 2
    blue = varied(rng, COBALT, 8)
    things = [Thing("rose", blue, 0.5, 0.5, rng.uniform(0.15, 0.2), 0.0, 0.8)]
    far = rng.uniform(0.3, 0.34)
    things += _around(rng, "leaf", blue, count, far, rng.uniform(0.09, 0.125), 0.0, 0.6, turn)
    if count < 6 and rng.rand() < 0.7:
        things += _around(rng, "curl", blue, count, rng.uniform(0.36, 0.4), rng.uniform(0.06, 0.085), 0.3, 0.5, turn + np.pi / count)
    tone = varied(rng, PORCELAIN, 3)
    return Scene("gzhel", tone, tone, things[:12])


def khokhloma(rng):
    ground, leaf = ((BLACK, GOLD), (BLACK, GOLD), (RED, GOLD))[rng.randint(3)]
    berry = RED if ground is BLACK else BLACK
    count = int(rng.choice([3, 4, 5]))
    turn = rng.uniform(0, 0.4) - np.pi / 2
    things = [Thing("berries", varied(rng, berry), 0.5, 0.5, rng.uniform(0.15, 0.19), 0.0, 0.8)] if rng.rand() < 0.6 else [Thing("rose", varied(rng, berry), 0.5, 0.5, rng.uniform(0.15, 0.19), 0.0, 0.8)]
    things += _around(rng, "leaf", leaf, count, rng.uniform(0.28, 0.33), rng.uniform(0.1, 0.13), 0.5, 0.6, turn)
    other = str(rng.choice(["curl", "berries"]))
    things += _around(rng, other, leaf if other == "curl" else berry, count, rng.uniform(0.36, 0.4), rng.uniform(0.07, 0.095), np.pi / 2 if other == "berries" else 0.2, 0.5, turn + np.pi / count)
    tone = varied(rng, ground, 3)
    return Scene("khokhloma", tone, tone, things[:12], said={"black": ground is BLACK, "berries": any(t.kind == "berries" for t in things)})


def lubok(rng):
    inside = str(rng.choice(["rider", "church", "house", "rose", "fir", "samovar", "boat"]))
    frame, main = (str(c) for c in rng.choice(["red", "blue", "green", "black", "brown"], 2, replace=False))
    if inside == "fir":
        main = "green" if frame != "green" else "blue"
    r = rng.uniform(0.19, 0.25)
    things = [Thing(inside, colour_of(rng, main), 0.5 + rng.uniform(-0.03, 0.03), 0.5, r, 0.0, 0.6), Thing("frame", colour_of(rng, frame), 0.5, 0.5, 0.5, 0.0, 0.9)]
    if inside not in ("rose", "samovar"):
        things.append(Thing("plain", colour_of(rng, str(rng.choice(["green", "yellow", "orange"]))), 0.5, 0.5 + r * 0.88, 0.1, 0.0, 0.3))
    if rng.rand() < 0.5:
        things.append(Thing(str(rng.choice(["circle", "star"])), colour_of(rng, "yellow"), rng.choice([0.26, 0.74]), 0.25, 0.055, 0.0, 0.4))
    tone = varied(rng, (240, 230, 206))
    return Scene("lubok", tone, tone, things, "woodcut" if rng.rand() < 0.85 else "flat", said={"inside": inside, "frame": frame, "colour": main})
