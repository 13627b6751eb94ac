"""Things of a landscape, a still life and an ornament: layers of (signed distance, colour) over their own square, −1..1,
v pointing down. A colour is the thing's own ("main"), darker or lighter than it, or its own by nature."""
import numpy as np

from geometry import box, circle, cut, ellipse, polygon, segment, turned, union

GOLD, TRUNK, LEAF, WINDOW, BARK, PAPER = (226, 176, 60), (96, 66, 44), (70, 128, 62), (250, 214, 110), (40, 38, 40), (248, 246, 240)


def _ridge(height):
    """All below a line; `height` is how far it rises over zero at u."""
    return lambda u, v: [((-v - height(u)) * 0.8, "main")]


def _tooth(u, pitch):
    return 1 - 2 * np.abs(u / pitch - np.round(u / pitch))


def _mountains(u, v):
    h = np.maximum(0.95 * _tooth(u, 2.1), 0.7 * _tooth(u + 0.9, 1.7)) * 1.1 - 0.25
    return [((-v - h) * 0.6, "main"), (np.maximum((-v - h) * 0.6, v + 0.42 + 0.08 * np.sin(14 * u)), "light")]


def _forest(u, v):
    h = np.maximum(_tooth(u, 0.44), 0.75 * _tooth(u + 0.2, 0.37)) * 0.8 - 0.2
    return [((-v - h) * 0.35, "main")]


def _grove(u, v):
    p = 0.5
    k = np.round(u / p)
    a = u - k * p
    crown = union(circle(a, v, 0, -0.45 - 0.12 * (k % 2), 0.27), circle(a, v, 0, -0.2, 0.2))
    trunk = box(a, v, 0, 0.15, 0.045, 0.5)
    return [(-v + 0.6, "dark"), (trunk, PAPER), (crown, "main")]


def _lake(u, v):
    d = ellipse(u, v, 0, 0, 1, 0.42)
    return [(d, "main"), (np.maximum(d + 0.06, np.abs(v - 0.16 * np.round(v / 0.16)) - 0.018), "light")]


def _path(u, v):
    # Narrow at the horizon, wide at the foot.
    t = np.clip((v + 1) / 2, 0, 1)
    middle = 0.34 * np.sin(4.6 * t + 0.4) * (1 - t)
    return np.maximum(np.abs(u - middle) - (0.05 + 0.55 * t * t), np.abs(v) - 1) * 0.8


def _river(u, v):
    d = _path(u, v)
    return [(d, "main"), (np.maximum(d + 0.05, np.abs(v - 0.2 * np.round(v / 0.2)) - 0.02), "light")]


def _fir(u, v):
    tiers = [polygon(u, v, [(0, y - 0.5), (w, y + 0.25), (-w, y + 0.25)]) for y, w in ((-0.5, 0.34), (-0.1, 0.5), (0.35, 0.66))]
    return [(box(u, v, 0, 0.8, 0.09, 0.2), TRUNK), (union(*tiers), "main"), (np.maximum(tiers[0], -u - 0.02), "light")]


def _birch(u, v):
    trunk = turned(u, v, [(-0.5, 0.05), (1, 0.1)])
    marks = np.maximum(trunk, np.abs(v - 0.25 * np.round(v / 0.25)) - 0.04 + 0.5 * np.maximum(u, 0))
    crown = union(ellipse(u, v, 0, -0.5, 0.5, 0.48), ellipse(u, v, -0.25, -0.12, 0.38, 0.3), ellipse(u, v, 0.3, -0.15, 0.36, 0.3))
    return [(crown, "main"), (trunk, PAPER), (marks, BARK)]


def _house(u, v):
    roof = polygon(u, v, [(0, -0.95), (1, -0.05), (-1, -0.05)])
    return [(box(u, v, 0.45, -0.6, 0.1, 0.25), "dark"), (box(u, v, 0, 0.45, 0.78, 0.55), "main"), (roof, "dark"),
            (box(u, v, -0.38, 0.35, 0.17, 0.2), WINDOW), (box(u, v, 0.36, 0.55, 0.19, 0.45), "dark")]


def _onion(u, v, x, y, r):
    body = circle(u, v, x, y, r)
    tip = polygon(u, v, [(x, y - 1.75 * r), (x + 0.62 * r, y - 0.7 * r), (x - 0.62 * r, y - 0.7 * r)])
    return union(body, tip)


def _church(u, v):
    nave = union(box(u, v, 0.12, 0.62, 0.6, 0.38), box(u, v, 0, 0.3, 0.3, 0.7))
    roof = polygon(u, v, [(0, -0.5), (0.4, -0.28), (-0.4, -0.28)])
    dome = _onion(u, v, 0, -0.6, 0.22)
    cross = union(segment(u, v, 0, -1.0, 0, -0.9, 0.02), segment(u, v, -0.07, -0.96, 0.07, -0.96, 0.02))
    door = union(box(u, v, 0, 0.8, 0.1, 0.2), circle(u, v, 0, 0.6, 0.1))
    logs = np.maximum(nave + 0.03, np.abs(v - 0.14 * np.round(v / 0.14)) - 0.015)
    return [(nave, "main"), (logs, "dark"), (box(u, v, 0, -0.38, 0.12, 0.12), "main"), (roof, "dark"), (dome, GOLD), (cross, GOLD),
            (door, "dark"), (box(u, v, 0, 0.05, 0.09, 0.12), WINDOW)]


def _boat(u, v):
    hull = polygon(u, v, [(-1, 0.35), (1, 0.35), (0.66, 0.85), (-0.66, 0.85)])
    sail = polygon(u, v, [(0.02, -0.95), (0.75, 0.2), (0.02, 0.2)])
    jib = polygon(u, v, [(-0.1, -0.7), (-0.1, 0.2), (-0.6, 0.2)])
    return [(box(u, v, -0.04, -0.3, 0.04, 0.66), TRUNK), (sail, PAPER), (jib, PAPER), (hull, "main")]


def _bridge(u, v):
    deck = np.abs(v + 0.25 - 0.25 * u * u) - 0.16
    body = np.maximum(deck, np.abs(u) - 1)
    below = np.maximum(np.maximum(-0.25 + 0.25 * u * u - v, v - 0.5), np.abs(u) - 1)
    holes = union(*[circle(u, v, x, 0.5, 0.36) for x in (-0.5, 0.5)])
    return [(union(body, cut(below, holes)), "main"), (np.maximum(np.abs(v + 0.38 - 0.25 * u * u) - 0.035, np.abs(u) - 1), "dark")]


def _vase(u, v):
    body = turned(u, v, [(-0.95, 0.34), (-0.85, 0.3), (-0.6, 0.2), (-0.2, 0.45), (0.2, 0.6), (0.6, 0.46), (0.9, 0.26), (0.95, 0.34)])
    return [(body, "main"), (np.maximum(body + 0.02, np.abs(v - 0.2) - 0.1), "dark"), (np.maximum(body + 0.08, np.abs(u + 0.3) - 0.04), "light")]


def _apple(u, v):
    body = union(circle(u, v, -0.3, 0.15, 0.62), circle(u, v, 0.3, 0.15, 0.62), circle(u, v, 0, 0.3, 0.6))
    return [(segment(u, v, 0, -0.35, 0.12, -0.8, 0.06), TRUNK), (ellipse(u, v, 0.4, -0.68, 0.3, 0.14), LEAF), (body, "main"),
            (ellipse(u, v, -0.42, -0.05, 0.14, 0.22), "light")]


def _pear(u, v):
    body = turned(u, v, [(-0.6, 0.1), (-0.5, 0.25), (-0.2, 0.33), (0.1, 0.5), (0.45, 0.65), (0.75, 0.56), (0.95, 0.2)])
    return [(segment(u, v, 0, -0.5, 0.12, -0.9, 0.06), TRUNK), (body, "main"), (ellipse(u, v, -0.25, 0.4, 0.1, 0.2), "light")]


def _cup(u, v):
    body = turned(u, v, [(-0.55, 0.62), (0.2, 0.55), (0.6, 0.3)])
    handle = np.abs(circle(u, v, 0.62, -0.1, 0.27)) - 0.08
    return [(handle, "main"), (ellipse(u, v, 0, 0.72, 0.85, 0.16), "light"), (body, "main"), (ellipse(u, v, 0, -0.55, 0.6, 0.12), "dark")]


def _samovar(u, v):
    body = turned(u, v, [(-0.35, 0.42), (-0.2, 0.52), (0.1, 0.5), (0.4, 0.3), (0.55, 0.2)])
    ears = union(*[np.abs(circle(u, v, s * 0.58, -0.12, 0.18)) - 0.05 for s in (-1, 1)])
    spout = union(segment(u, v, 0, 0.25, 0, 0.42, 0.07), segment(u, v, -0.1, 0.24, 0.1, 0.24, 0.04))
    pot = union(turned(u, v, [(-0.95, 0.05), (-0.85, 0.16), (-0.7, 0.22), (-0.55, 0.14)]), segment(u, v, 0.2, -0.68, 0.36, -0.82, 0.05))
    base = union(box(u, v, 0, 0.62, 0.2, 0.1), box(u, v, 0, 0.84, 0.44, 0.12))
    return [(ears, "dark"), (base, "main"), (body, "main"), (box(u, v, 0, -0.43, 0.32, 0.08), "dark"), (pot, PAPER), (spout, "dark"),
            (ellipse(u, v, -0.26, 0.0, 0.06, 0.22), "light")]


def _bottle(u, v):
    body = turned(u, v, [(-1, 0.13), (-0.45, 0.13), (-0.2, 0.36), (0.98, 0.36), (1, 0.3)])
    return [(body, "main"), (box(u, v, 0, 0.4, 0.3, 0.26), PAPER), (box(u, v, 0, -0.9, 0.14, 0.1), "dark")]


def _flowers(u, v):
    heads = [(0, -0.62), (-0.55, -0.35), (0.55, -0.35), (-0.3, 0.1), (0.32, 0.08)]
    stems = union(*[segment(u, v, x, y, 0.1 * x, 1, 0.04) for x, y in heads])
    leaves = union(ellipse(u, v, -0.35, 0.55, 0.26, 0.1), ellipse(u, v, 0.35, 0.6, 0.26, 0.1))
    petals = union(*[union(*[circle(u, v, x + 0.15 * np.cos(a), y + 0.15 * np.sin(a), 0.13) for a in np.arange(5) * 1.2566]) for x, y in heads])
    return [(stems, LEAF), (leaves, LEAF), (petals, "main"), (union(*[circle(u, v, x, y, 0.1) for x, y in heads]), GOLD)]


def _rider(u, v):
    horse = union(ellipse(u, v, 0.05, 0.2, 0.55, 0.25), segment(u, v, 0.42, 0.1, 0.68, -0.32, 0.14), segment(u, v, 0.68, -0.34, 0.92, -0.2, 0.09),
                  segment(u, v, 0.42, 0.3, 0.82, 0.55, 0.075), segment(u, v, 0.82, 0.55, 0.7, 0.85, 0.06), segment(u, v, 0.3, 0.35, 0.4, 0.92, 0.065),
                  segment(u, v, -0.38, 0.3, -0.72, 0.6, 0.085), segment(u, v, -0.72, 0.6, -0.62, 0.92, 0.06), segment(u, v, -0.3, 0.35, -0.4, 0.92, 0.065),
                  segment(u, v, -0.45, 0.1, -0.9, 0.3, 0.07))
    man = union(segment(u, v, 0, -0.35, 0.02, 0.05, 0.16), circle(u, v, 0.04, -0.72, 0.13), segment(u, v, 0.05, -0.3, 0.4, -0.1, 0.06),
                segment(u, v, 0.02, 0.08, 0.16, 0.45, 0.075))
    cloak = polygon(u, v, [(-0.02, -0.5), (0.0, 0.0), (-0.62, -0.02)])
    return [(horse, "light"), (cloak, "main"), (man, "main")]


def _rose(u, v):
    rho, a = np.hypot(u, v), np.arctan2(v, u)
    edge = rho - 0.86 - 0.1 * np.cos(6 * a)
    petals = np.abs(rho - 0.55 - 0.05 * np.cos(6 * a)) - 0.06
    veins = np.maximum(np.abs(np.sin(3 * a)) * rho - 0.05, np.maximum(0.62 - rho, rho - 0.84))
    return [(edge, "main"), (petals, PAPER), (veins, PAPER), (rho - 0.22, PAPER), (rho - 0.13, "dark")]


def _leaf(u, v):
    lens = np.maximum(circle(u, v, 0, 0.75, 1.2), circle(u, v, 0, -0.75, 1.2))
    return [(lens, "main"), (np.maximum(lens + 0.05, np.abs(v) - 0.03), "light"),
            (np.maximum(lens + 0.08, np.abs(np.abs(v) + 0.6 * u - 0.3 * np.round((np.abs(v) + 0.6 * u) / 0.3)) - 0.02), "light")]


def _curl(u, v):
    rho, a = np.hypot(u, v - 0.1), np.arctan2(v - 0.1, u)
    turn = rho / 0.55 - a / (2 * np.pi)
    width = 0.05 + 0.1 * np.clip(rho, 0, 1)
    d = np.abs(turn - np.round(turn)) * 0.55 - width
    return [(np.maximum(np.maximum(d, rho - 0.85), 0.12 - rho), "main"), (circle(u, v, 0, 0.1, 0.14), "main")]


def _berries(u, v):
    spots = [(-0.42, 0.3), (0.42, 0.3), (0, -0.15), (0, 0.62)]
    stems = union(*[segment(u, v, x, y, 0, -0.9, 0.04) for x, y in spots])
    return [(stems, GOLD), (union(*[circle(u, v, x, y, 0.33) for x, y in spots]), "main"),
            (union(*[circle(u, v, x - 0.1, y - 0.1, 0.08) for x, y in spots]), PAPER)]


def _frame(u, v):
    m = np.maximum(np.abs(u), np.abs(v))
    along = np.where(np.abs(u) > np.abs(v), v, u)
    teeth = np.maximum(np.abs(m - 0.9) - 0.035, np.abs(along - 0.125 * np.round(along / 0.125)) - 0.035)
    return [(0.8 - m, "main"), (np.abs(m - 0.83) - 0.012, PAPER), (np.abs(m - 0.97) - 0.012, PAPER), (teeth, PAPER)]


LAYERS = {
    "hills": _ridge(lambda u: 0.42 * np.sin(1.7 * u) + 0.2 * np.sin(3.1 * u + 1)), "mountains": _mountains, "forest": _forest, "grove": _grove,
    "plain": _ridge(lambda u: 0.06 * np.sin(2 * u)), "water": _ridge(lambda u: 0 * u), "lake": _lake, "river": _river,
    "road": lambda u, v: [(_path(u, v), "main")], "fir": _fir, "birch": _birch,
    "cloud": lambda u, v: [(union(ellipse(u, v, 0, 0.2, 0.95, 0.3), circle(u, v, -0.3, -0.02, 0.36), circle(u, v, 0.28, -0.1, 0.44)), "main")],
    "house": _house, "church": _church, "boat": _boat, "bridge": _bridge, "vase": _vase, "apple": _apple, "pear": _pear, "cup": _cup,
    "samovar": _samovar, "bottle": _bottle, "flowers": _flowers, "rider": _rider, "rose": _rose, "leaf": _leaf, "curl": _curl,
    "berries": _berries, "frame": _frame,
}
