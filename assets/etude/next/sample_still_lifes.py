"""Still lifes: things in a row on a table, before a wall; and the horse and rider."""
import numpy as np

from kinds import INDOORS
from palette import COLOURS, GOLD, NAMED, apart, varied
from scene import Scene, Thing

SIZE = {"vase": (0.2, 0.26), "apple": (0.09, 0.12), "pear": (0.1, 0.13), "cup": (0.1, 0.13), "samovar": (0.22, 0.28), "bottle": (0.2, 0.26), "flowers": (0.17, 0.22)}
OWN = {"apple": ["red", "green", "yellow"], "pear": ["yellow", "green"], "samovar": ["gold"], "flowers": ["red", "yellow", "violet", "pink", "blue", "white"],
       "bottle": ["green", "brown", "blue"], "vase": ["blue", "white", "red", "green", "violet"], "cup": ["white", "blue", "red", "green"]}
WALLS = ["grey", "light blue", "pink", "green", "yellow", "brown", "violet", "white"]
TABLE = [(156, 104, 62), (226, 220, 208), (110, 74, 52), (188, 60, 56)]


def colour_of(rng, name):
    return varied(rng, GOLD if name == "gold" else NAMED[name])


def sample(rng):
    wall = str(rng.choice(WALLS))
    table = TABLE[rng.randint(len(TABLE))]
    count = int(rng.choice([1, 2, 3, 3, 4, 5]))
    kinds = sorted(str(k) for k in rng.choice(INDOORS, count))
    kinds = [kinds[i] for i in rng.permutation(count)]
    groups = []
    for kind in dict.fromkeys(kinds):
        told = str(rng.choice([c for c in (OWN[kind] if rng.rand() < 0.7 else COLOURS) if c == "gold" or apart(c, wall)] or ["red"]))
        groups.append((kind, told, kinds.count(kind)))
    edge = rng.uniform(0.6, 0.68)
    widths = [rng.uniform(*SIZE[k]) for k, _, n in groups for _ in range(n)]
    scale = min(1.0, 0.47 / (0.62 * sum(widths)))
    places = rng.permutation(len(widths))
    left = (1 - 2 * 0.62 * scale * sum(widths)) / (len(widths) + 1)
    xs, at = {}, 0.0
    for p in places:
        at += left + 0.62 * scale * widths[p]
        xs[p] = at
        at += 0.62 * scale * widths[p]
    things, i = [], 0
    for kind, told, n in groups:
        alike = []
        for _ in range(n):
            r, foot = widths[i] * scale, rng.uniform(edge + 0.05, edge + 0.16)
            sink = 0.88 if kind in ("apple", "pear", "cup") else 0.97
            alike.append(Thing(kind, colour_of(rng, told), xs[i], foot - sink * r, r, 0.0, 0.4 + 0.5 * foot))
            i += 1
        things += sorted(alike, key=lambda t: t.x)
    things.append(Thing("plain", varied(rng, table), rng.uniform(0.3, 0.7), edge, 0.1, 0.0, 0.2))
    tone = np.asarray(varied(rng, NAMED[wall]))
    return Scene("still life", tuple(np.clip(tone * 1.05, 0, 255)), tuple(tone * 0.88), things, said={"groups": groups, "ground": wall})


def rider(rng):
    colour = "blue" if rng.rand() < 0.6 else str(rng.choice(["red", "black", "white", "yellow", "green"]))
    ground = str(rng.choice([c for c in ("yellow", "orange", "light blue", "pink", "white", "green", "red") if apart(c, colour)]))
    hill = str(rng.choice([c for c in ("green", "yellow", "red", "violet", "brown", "white", "orange") if apart(c, ground) and apart(c, colour)]))
    r = rng.uniform(0.22, 0.32)
    y = rng.uniform(0.5, 0.58)
    things = [Thing("rider", colour_of(rng, colour), rng.uniform(0.38, 0.62), y, r, 0.0, 0.6),
              Thing(str(rng.choice(["hills", "plain"])), colour_of(rng, hill), rng.uniform(0.2, 0.8), y + r * 0.78, 0.13, 0.0, 0.3)]
    if rng.rand() < 0.5:
        things.append(Thing("mountains", colour_of(rng, str(rng.choice(["violet", "blue", "grey"]))), rng.uniform(0.2, 0.8), y + r * 0.5, 0.17, 0.0, 0.2))
    if rng.rand() < 0.4:
        things.append(Thing("circle", colour_of(rng, "white" if ground != "white" else "yellow"), rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.18), rng.uniform(0.05, 0.08), 0.0, 0.1))
    tone = colour_of(rng, ground)
    return Scene("rider", tone, tone, things, said={"colour": colour, "ground": ground, "hill": hill})
