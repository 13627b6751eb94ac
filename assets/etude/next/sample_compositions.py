"""Compositions without an object, each by rules of its own: free ones after Kandinsky's "Point and Line to Plane" (1926:
a point is a large or small circle, tension comes from slanting lines, weight gathers off the middle), Suprematist ones
(Malevich: few pure colours, bars that float along one slant on white) and Constructivist ones (Rodchenko, Lissitzky: red,
black and cream, a wedge against a circle, everything at one angle)."""
import numpy as np

from kinds import PLAIN
from palette import COLOURS, NAMED, apart, varied
from sample_shapes import lean
from scene import Scene, Thing

GROUNDS = ["white", "white", "yellow", "light blue", "black", "grey", "pink"]
CREAM, SUPREME = (236, 226, 204), ["black", "red", "black", "blue", "yellow", "green", "red"]


def _colours(rng, ground, count):
    pool = [c for c in COLOURS if apart(c, ground)]
    return list(rng.choice(pool, count, replace=count > len(pool)))


def free(rng):
    ground = str(rng.choice(GROUNDS))
    said_kinds = [str(k) for k in rng.choice(PLAIN, rng.randint(0, 4), replace=False)]
    pool = said_kinds or [str(k) for k in rng.choice(PLAIN, 5, replace=False)] + ["circle", "line", "line"]
    count = rng.randint(max(5, len(said_kinds)), 13)
    kinds = said_kinds + [str(k) for k in rng.choice(pool, count - len(said_kinds))]
    palette = _colours(rng, ground, rng.randint(3, 6))
    heavy = rng.uniform(0.35, 0.65, 2)
    things = []
    for i, kind in enumerate(kinds):
        # One is dominant, a few answer it, the rest are points and accents.
        r = rng.uniform(0.2, 0.3) if i == 0 else rng.uniform(0.1, 0.17) if i < 4 else rng.uniform(0.045, 0.09)
        if kind in ("grid", "checkerboard", "dots", "stripes", "spiral"):
            r = max(r, 0.11)
        if kind in ("line", "wave", "bar"):
            r = r * 1.3 + 0.05
        spread = 0.08 if i == 0 else 0.34
        x, y = np.clip(heavy + rng.uniform(-spread, spread, 2) + (0 if i < 4 else rng.uniform(-0.15, 0.15, 2)), r * 0.8 + 0.02, 0.98 - r * 0.8)
        angle = rng.choice([-0.785, 0.785, 0.35, -0.35, 0.0]) + rng.uniform(-0.1, 0.1) if kind in ("line", "bar", "wave", "zigzag", "arc", "half-circle", "triangle") else lean(rng, kind)
        see_through = 0.72 if r > 0.12 and rng.rand() < 0.3 else 1.0
        things.append(Thing(kind, varied(rng, NAMED[palette[i % len(palette)]]), x, y, r, angle, 0.9 - r, see_through))
    tone = varied(rng, NAMED[ground])
    return Scene("composition", tone, tone, things, said={"kinds": said_kinds, "ground": ground, "colours": palette[:2]})


def suprematist(rng):
    slant = rng.choice([-0.6, -0.45, 0.5, 0.7]) + rng.uniform(-0.06, 0.06)
    along, across = np.array([np.cos(slant), np.sin(slant)]), np.array([-np.sin(slant), np.cos(slant)])
    count = rng.randint(5, 12)
    things = []
    for i in range(count):
        kind = str(rng.choice(["bar", "bar", "bar", "square", "line", "circle", "cross", "triangle"])) if i else str(rng.choice(["square", "bar", "circle", "cross"]))
        r = rng.uniform(0.16, 0.25) if i == 0 else rng.uniform(0.06, 0.16)
        x, y = np.clip(0.5 + along * rng.uniform(-0.36, 0.36) + across * rng.uniform(-0.2, 0.2), r + 0.02, 0.98 - r)
        angle = slant + (np.pi / 2 if kind in ("bar", "line") and rng.rand() < 0.25 else 0)
        things.append(Thing(kind, varied(rng, NAMED[SUPREME[rng.randint(len(SUPREME))]]), x, y, r, 0.0 if kind == "circle" else (angle + np.pi / 2) % np.pi - np.pi / 2, 0.9 - r))
    tone = varied(rng, NAMED["white"], 5)
    return Scene("suprematism", tone, tone, things)


def constructivist(rng):
    slant = rng.choice([-0.785, 0.785]) + rng.uniform(-0.08, 0.08)
    red, black, grey = (varied(rng, NAMED[c]) for c in ("red", "black", "grey"))
    x, y = rng.uniform(0.36, 0.64, 2)
    things = [Thing("circle", [black, red][rng.randint(2)], x, y, rng.uniform(0.2, 0.28), 0.0, 0.2)]
    wedge = rng.uniform(0.14, 0.22)
    things.append(Thing("triangle", red, np.clip(x + rng.uniform(-0.2, 0.2), wedge, 1 - wedge), np.clip(y + rng.uniform(-0.2, 0.2), wedge, 1 - wedge), wedge, slant, 0.4))
    for i in range(rng.randint(4, 9)):
        kind = str(rng.choice(["bar", "bar", "line", "line", "half-circle", "ring", "stripes"]))
        r = rng.uniform(0.12, 0.26) if kind in ("bar", "line") else rng.uniform(0.09, 0.15)
        px, py = rng.uniform(r * 0.75 + 0.02, 0.98 - r * 0.75, 2)
        things.append(Thing(kind, [red, black, black, grey][rng.randint(4)], px, py, r, slant if kind != "ring" else 0.0, 0.9 - r))
    tone = varied(rng, CREAM)
    return Scene("constructivism", tone, tone, things)
