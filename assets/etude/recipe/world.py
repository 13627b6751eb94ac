"""Étude's world: scenes of one to three plain shapes on a coloured ground.

A scene is drawn from a random state alone, so there is no data set: the same seed gives the same scene.
Lengths are fractions of the picture's side, x grows to the right and y downwards.
"""
import zlib
from dataclasses import dataclass, field

import numpy as np

PALETTE = {
    "red": (208, 36, 36), "orange": (243, 128, 28), "yellow": (250, 212, 44), "green": (36, 146, 70),
    "light blue": (122, 196, 236), "blue": (28, 66, 178), "violet": (122, 48, 152), "pink": (244, 150, 184),
    "brown": (112, 68, 36), "black": (18, 18, 22), "white": (248, 246, 240), "grey": (140, 142, 146),
}
COLOURS = list(PALETTE)
SHAPES = ["circle", "square", "triangle", "ring", "half-circle", "line", "grid"]
RELATIONS = ["above", "below", "left of", "right of", "inside"]
# A shape can only hold another where there is room to see both.
HOLDERS, HELD = ["circle", "square", "ring"], ["circle", "square", "triangle", "half-circle"]
# Pairs that a viewer, or the checker, cannot tell apart at a glance; never drawn on one another.
CLOSE = [{"red", "brown"}, {"black", "brown"}, {"white", "light blue"}, {"grey", "light blue"}, {"violet", "blue"},
         {"orange", "red"}, {"orange", "yellow"}, {"pink", "grey"}, {"brown", "violet"}, {"pink", "white"}]


@dataclass
class Thing:
    shape: str
    colour: str
    size: str          # small, medium or large
    x: float = 0.5
    y: float = 0.5
    r: float = 0.2     # half the extent
    angle: float = 0.0


@dataclass
class Scene:
    ground: str
    style: str         # flat or painterly
    things: list = field(default_factory=list)
    relation: str = ""  # of things[0] to things[1]; empty where the caption leaves it open


def apart(a, b):
    return a != b and {a, b} not in CLOSE


def held_out(scene):
    """True for one combination in twenty: training never sees it in any wording, the checker asks for nothing else."""
    key = scene.ground + "|" + "|".join(sorted(f"{t.shape},{t.colour}" for t in scene.things)) + "|" + scene.relation
    return zlib.crc32(key.encode()) % 20 == 0


def _radius(rng, size, count):
    # The smallest is three blocks of latents across: less than that MoVQ rounds off.
    lo, hi = {"small": (0.115, 0.14), "medium": (0.17, 0.22), "large": (0.28, 0.35)}[size]
    if count == 2:
        lo, hi = {"small": (0.11, 0.13), "medium": (0.155, 0.19), "large": (0.22, 0.25)}[size]
    if count == 3:
        lo, hi = {"small": (0.105, 0.12), "medium": (0.13, 0.155), "large": (0.17, 0.19)}[size]
    return rng.uniform(lo, hi)


def _angle(rng, shape):
    return rng.uniform(-1.57, 1.57) if shape == "line" else rng.uniform(-0.12, 0.12)


def _place(rng, scene):
    """Positions that satisfy the relation, keep the things apart and inside the picture; False where none was found."""
    things = scene.things
    for t in things:
        t.r, t.angle = _radius(rng, t.size, len(things)), _angle(rng, t.shape)
    if scene.relation == "inside":
        inner, outer = things[0], things[1]
        outer.r = rng.uniform(0.32, 0.38)
        inner.r = outer.r * (rng.uniform(0.35, 0.4) if outer.shape == "ring" else rng.uniform(0.4, 0.5))
        outer.x, outer.y = rng.uniform(outer.r + 0.04, 0.96 - outer.r, 2)
        slack = 0.02 if outer.shape == "ring" else 0.08
        inner.x, inner.y = outer.x + rng.uniform(-slack, slack) * outer.r * 2, outer.y + rng.uniform(-slack, slack) * outer.r * 2
        return len(things) == 2
    for _ in range(60):
        for t in things:
            m = t.r * (1.35 if t.shape == "line" else 1.12) + 0.02
            t.x, t.y = rng.uniform(m, 1 - m, 2)
        if scene.relation:
            a, b = things[0], things[1]
            dx, dy = b.x - a.x, b.y - a.y
            along, across = (dy, dx) if scene.relation in ("above", "below") else (dx, dy)
            if scene.relation in ("below", "right of"):
                along = -along
            if along < 1.05 * (a.r + b.r) or abs(across) > 0.4 * along:
                continue
        if all(np.hypot(p.x - q.x, p.y - q.y) > 1.22 * (p.r + q.r) + 0.02 for i, p in enumerate(things) for q in things[:i]):
            return True
    return False


def sample(rng, want_held_out=False):
    """One scene. rng: numpy RandomState."""
    while True:
        count = rng.choice([1, 2, 2, 2, 3])
        scene = Scene(ground=str(rng.choice(COLOURS)), style=str(rng.choice(["flat", "flat", "painterly"])))
        for _ in range(count):
            scene.things.append(Thing(str(rng.choice(SHAPES)), str(rng.choice(COLOURS)), str(rng.choice(["small", "medium", "medium", "large"]))))
        if count == 2 and rng.rand() < 0.8:
            scene.relation = str(rng.choice(RELATIONS))
            if scene.relation == "inside":
                scene.things[0].shape, scene.things[1].shape = str(rng.choice(HELD)), str(rng.choice(HOLDERS))
                scene.things[0].size = scene.things[1].size = "medium"
        colours = [scene.ground] + [t.colour for t in scene.things]
        if not all(apart(a, b) for i, a in enumerate(colours) for b in colours[:i]):
            continue
        if len({(t.shape, t.colour) for t in scene.things}) < count or held_out(scene) != want_held_out:
            continue
        if _place(rng, scene):
            return scene
