"""Scenes of named shapes: one to three in a relation, or up to twelve of a kind."""
import numpy as np

from kinds import PLAIN, TURNED
from palette import COLOURS, NAMED, apart, varied
from scene import Scene, Thing, held_out

RELATIONS = ["above", "below", "left of", "right of", "inside"]
# A shape can only hold another where there is room to see both.
HOLDERS, HELD = ["circle", "square", "ring"], ["circle", "square", "triangle", "half-circle", "star"]
FLAT_ONES = {"line", "bar", "wave", "zigzag"}
SIZES = {1: {"small": (0.10, 0.14), "medium": (0.17, 0.23), "large": (0.28, 0.36)}, 2: {"small": (0.095, 0.125), "medium": (0.15, 0.19), "large": (0.22, 0.25)},
         3: {"small": (0.09, 0.11), "medium": (0.125, 0.155), "large": (0.17, 0.19)}}


def lean(rng, kind):
    if kind in FLAT_ONES:
        return rng.uniform(-1.57, 1.57)
    return rng.uniform(-0.12, 0.12) if kind in TURNED or kind == "star" else 0.0


def _place(rng, things, relation):
    """Positions that satisfy the relation and keep the things apart and inside the picture; False where none was found."""
    if relation == "inside":
        inner, outer = things
        outer.r = rng.uniform(0.3, 0.4)
        inner.r = outer.r * (rng.uniform(0.34, 0.42) if outer.kind == "ring" else rng.uniform(0.4, 0.52))
        outer.x, outer.y = rng.uniform(outer.r + 0.03, 0.97 - outer.r, 2)
        slack = 0.02 if outer.kind == "ring" else 0.08
        inner.x, inner.y = outer.x + rng.uniform(-slack, slack) * outer.r * 2, outer.y + rng.uniform(-slack, slack) * outer.r * 2
        return True
    for _ in range(60):
        for t in things:
            t.x, t.y = rng.uniform(1.1 * t.r + 0.02, 0.98 - 1.1 * t.r, 2)
        if relation:
            dx, dy = things[1].x - things[0].x, things[1].y - things[0].y
            along, across = (dy, dx) if relation in ("above", "below") else (dx, dy)
            along = -along if relation in ("below", "right of") else along
            if along < 1.05 * (things[0].r + things[1].r) or abs(across) > 0.4 * along:
                continue
        if all(np.hypot(p.x - q.x, p.y - q.y) > 1.2 * (p.r + q.r) + 0.02 for i, p in enumerate(things) for q in things[:i]):
            return True
    return False


def _scatter(rng, things):
    """The same for many things: on a jittered raster, in the order in which one reads, for the prior to learn one order of them
    and not all."""
    cols = int(np.ceil(np.sqrt(len(things))))
    rows = int(np.ceil(len(things) / cols))
    cells = np.sort(rng.permutation(cols * rows)[:len(things)])
    for t, c in zip(things, cells):
        t.r = min(t.r, 0.40 / cols)
        room = 0.5 / cols - t.r
        t.x = (c % cols + 0.5) / cols + rng.uniform(-1, 1) * max(room, 0) * 0.7
        t.y = (c // cols + 0.5) / rows + rng.uniform(-1, 1) * max(0.5 / rows - t.r, 0) * 0.7


def sample(rng, want_held_out=None):
    """One scene. want_held_out: True or False asks for combinations that training may not, or may, see."""
    while True:
        many = rng.rand() < 0.2
        count = int(rng.randint(2, 13) if many else rng.choice([1, 2, 2, 2, 3]))
        ground = str(rng.choice(COLOURS))
        named, relation = [], ""
        for i in range(count):
            if many and i:
                named.append(named[0])
            else:
                named.append((str(rng.choice(PLAIN)), str(rng.choice(COLOURS)), str(rng.choice(["small", "medium", "medium", "large"]))))
        if not many and count == 2 and rng.rand() < 0.8:
            relation = str(rng.choice(RELATIONS))
            if relation == "inside":
                named = [(str(rng.choice(kinds)), colour, "medium") for kinds, (_, colour, _) in zip((HELD, HOLDERS), named)]
        colours = [ground] + [c for _, c, _ in (named[:1] if many else named)]
        if not all(apart(a, b) for i, a in enumerate(colours) for b in colours[:i]) or (many and named[0][0] in ("grid", "checkerboard", "dots", "stripes")):
            continue
        key = ground + "|" + "|".join(sorted(f"{k},{c}" for k, c, _ in named)) + "|" + relation
        if want_held_out is not None and held_out(key) != want_held_out:
            continue
        things = []
        for kind, colour, size in named:
            lo, hi = SIZES[min(count, 3)][size]
            things.append(Thing(kind, varied(rng, NAMED[colour]), r=rng.uniform(lo, hi), angle=lean(rng, kind)))
        if many:
            _scatter(rng, things)
        elif not _place(rng, things, relation):
            continue
        for t in things:
            t.z = 0.9 - t.r
        tone = varied(rng, NAMED[ground])
        said = {"things": named, "relation": relation, "ground": ground, "many": many}
        return Scene("shapes", tone, tone, things, said=said)
