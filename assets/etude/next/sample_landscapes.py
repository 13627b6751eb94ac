"""Landscapes: a sky by the hour, ridges one before the other, water or a road, and what people and nature put there."""
import numpy as np

from palette import FOLIAGE, LAND, LIGHT, NEEDLES, SEASONS, SKY, TIMES, lit, varied
from scene import Scene, Thing

BACKDROPS = ["hills", "mountains", "forest", "grove"]
WATERS = ["lake", "river", "water"]  # "water" is the sea
STANDING = ["house", "church", "fir", "birch"]
SIZE = {"house": (0.07, 0.11), "church": (0.11, 0.16), "fir": (0.08, 0.14), "birch": (0.09, 0.14), "boat": (0.06, 0.1), "bridge": (0.11, 0.15)}
WALLS = [(236, 228, 212), (206, 120, 84), (226, 190, 120), (170, 190, 206)]
LOGS, STONE, EARTH = (214, 196, 164), (168, 160, 152), (196, 168, 122)


def _colour(rng, kind, season, time):
    own = {
        "hills": LAND[season], "mountains": (124, 132, 164), "forest": NEEDLES[season], "grove": FOLIAGE[season], "plain": LAND[season],
        "fir": NEEDLES[season], "birch": FOLIAGE[season], "church": LOGS, "bridge": STONE, "road": EARTH if season != "winter" else (206, 204, 206),
        "cloud": (250, 250, 252) if time == "day" else (238, 196, 190), "boat": (156, 62, 44),
    }.get(kind)
    if kind == "house":
        own = WALLS[rng.randint(len(WALLS))]
    if kind in WATERS:
        high, low = (np.asarray(c, "float32") for c in SKY[time])
        own = 0.5 * high + 0.2 * low + 0.3 * np.array((44, 92, 132)) * LIGHT[time]
        own = own if season != "winter" or kind == "water" else 0.6 * own + 0.4 * np.array((206, 222, 236)) * LIGHT[time]
        return varied(rng, own)
    return varied(rng, lit(own, time))


def _heavenly(rng, kind, time):
    if kind == "sun":
        low = time in ("dusk", "morning")
        return Thing("circle", varied(rng, (252, 120, 60) if time == "dusk" else (255, 222, 110)), rng.uniform(0.15, 0.85),
                     rng.uniform(0.3, 0.46) if low else rng.uniform(0.12, 0.24), rng.uniform(0.06, 0.085), 0.0, 0.05)
    if kind == "moon":
        return Thing(str(rng.choice(["circle", "crescent", "crescent"])), varied(rng, (246, 238, 206)), rng.uniform(0.15, 0.85), rng.uniform(0.1, 0.22), rng.uniform(0.05, 0.075), rng.uniform(-0.1, 0.1), 0.05)
    return Thing("cloud", _colour(rng, "cloud", "summer", time), rng.uniform(0.12, 0.88), rng.uniform(0.08, 0.26), rng.uniform(0.09, 0.15), 0.0, 0.08)


def sample(rng):
    season = str(rng.choice(SEASONS, p=[0.17, 0.36, 0.2, 0.27]))
    time = str(rng.choice(TIMES, p=[0.15, 0.43, 0.24, 0.18]))
    weather = "snow" if season == "winter" and rng.rand() < 0.35 else "rain" if season != "winter" and time == "day" and rng.rand() < 0.15 else \
        "stars" if time == "night" and rng.rand() < 0.75 else "clear"
    horizon = rng.uniform(0.48, 0.6)
    water = str(rng.choice(WATERS)) if rng.rand() < 0.5 else ""
    backdrop = [] if water == "water" and rng.rand() < 0.6 else [str(k) for k in rng.choice(BACKDROPS, 1 if rng.rand() < 0.7 else 2, replace=False)]
    named, hidden = [], []
    # From far to near: each ridge begins lower than the one behind it.
    level, z = horizon - 0.04, 0.15
    for kind in sorted(backdrop, key=["mountains", "hills", "forest", "grove"].index):
        r = {"mountains": rng.uniform(0.13, 0.2), "hills": rng.uniform(0.1, 0.17)}.get(kind, rng.uniform(0.085, 0.12))
        named.append(Thing(kind, _colour(rng, kind, season, time), rng.uniform(0.2, 0.8), level, r, 0.0, z))
        level, z = level + rng.uniform(0.04, 0.07), z + 0.05
    shore = max(level, horizon) + 0.03
    near = Thing("water" if water == "water" else "plain" if rng.rand() < 0.5 or "hills" in backdrop else "hills", (0, 0, 0), rng.uniform(0.2, 0.8), shore, rng.uniform(0.08, 0.12), 0.0, 0.35)
    near.colour = _colour(rng, near.kind, season, time)
    if near.kind != "water":
        near.colour = tuple(np.clip(np.asarray(near.colour) * (1.06 if season != "winter" else 0.97), 0, 255))
    as_field = near.kind != "water" and rng.rand() < 0.3
    (named if water == "water" or as_field else hidden).append(near)
    if water == "water" and rng.rand() < 0.5:
        beach = varied(rng, lit((226, 204, 150) if season != "winter" else LAND["winter"], time))
        hidden.append(Thing("plain", beach, rng.uniform(0.2, 0.8), rng.uniform(0.84, 0.9), 0.1, 0.0, 0.7))
    if water in ("lake", "river"):
        r = rng.uniform(0.24, 0.34) if water == "lake" else (0.98 - shore) / 2 + 0.02
        y = rng.uniform(0.78, 0.84) if water == "lake" else shore + r
        named.append(Thing(water, _colour(rng, water, season, time), rng.uniform(0.35, 0.65), y, r, 0.0, 0.4))
    elif not water and rng.rand() < 0.3:
        r = (0.98 - shore) / 2 + 0.02
        named.append(Thing("road", _colour(rng, "road", season, time), rng.uniform(0.35, 0.65), shore + r, r, 0.0, 0.4))
    # What stands on the land, not on the water's middle, and what floats.
    on_land = water != "water"
    stands = [str(k) for k in rng.choice(STANDING, rng.randint(0, 4))] if on_land else []
    if water and rng.rand() < 0.45:
        stands.append("boat")
    if water == "river" and rng.rand() < 0.4:
        stands.append("bridge")
    taken = []
    for kind in sorted(stands):
        r = rng.uniform(*SIZE[kind])
        for _ in range(20):
            x = rng.uniform(r, 1 - r)
            if kind == "boat":
                foot = rng.uniform(shore + 0.1, 0.84) if water == "water" else next(t for t in named if t.kind == water).y + rng.uniform(0.0, 0.06)
            elif kind == "bridge":
                x, foot = 0.5 + rng.uniform(-0.06, 0.06), shore + 0.2
            else:
                foot = shore + (rng.uniform(0.03, 0.08) if water == "lake" else rng.uniform(0.06, 0.16))
            if all(abs(x - a) > 0.85 * (r + b) for a, b in taken):
                break
        taken.append((x, r))
        named.append(Thing(kind, _colour(rng, kind, season, time), x, foot - r * (0.5 if kind == "bridge" else 1), r, 0.0, 0.45 + 0.3 * foot))
    sky = []
    if time == "night" or rng.rand() < (0.7 if time == "dusk" else 0.5):
        sky.append("moon" if time == "night" else "sun")
    if weather in ("clear", "rain") and time != "night":
        sky += ["cloud"] * int(rng.choice([0, 0, 1, 2, 3]))
    heaven = [(k, _heavenly(rng, k, time)) for k in sky]
    if weather == "rain":
        heaven = [h for h in heaven if h[0] == "cloud"]
    # The words name some of it, in any order; things of one kind together. What they do not name comes last.
    groups = {}
    for word, t in [("field" if t is near and as_field else {"water": "sea"}.get(t.kind, t.kind), t) for t in named] + heaven:
        groups.setdefault(word, []).append(t)
    for alike in groups.values():
        alike.sort(key=lambda t: t.x)
    words = [w for w in rng.permutation(list(groups)) if rng.rand() < 0.75]
    things = [t for w in words for t in groups[w]]
    things += [t for w in groups if w not in words for t in groups[w]] + hidden
    high, low = SKY[time]
    if weather in ("rain", "snow") and time == "day":
        high, low = (150, 162, 178), (206, 212, 220)
    said = {"season": season, "time": time, "weather": weather, "words": [(w, len(groups[w])) for w in words], "all": {w: len(g) for w, g in groups.items()}}
    # The horizon's light lies at the horizon, not at the lower border, which land covers.
    low = np.asarray(high) + (np.asarray(low, "float32") - high) / horizon
    return Scene("landscape", varied(rng, high), tuple(np.clip(low + rng.uniform(-4, 4, 3), -80, 330)), things[:12], weather=weather, said=said)
