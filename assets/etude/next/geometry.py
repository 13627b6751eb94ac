"""Signed distances, negative inside, of points (u, v) to the simple figures of which all else is put together."""
import numpy as np


def circle(u, v, x, y, r):
    return np.hypot(u - x, v - y) - r


def ellipse(u, v, x, y, a, b):
    return (np.hypot((u - x) / a, (v - y) / b) - 1) * min(a, b)


def box(u, v, x, y, a, b):
    return np.maximum(np.abs(u - x) - a, np.abs(v - y) - b)


def segment(u, v, x1, y1, x2, y2, width):
    dx, dy = x2 - x1, y2 - y1
    t = np.clip(((u - x1) * dx + (v - y1) * dy) / (dx * dx + dy * dy), 0, 1)
    return np.hypot(u - x1 - t * dx, v - y1 - t * dy) - width


def polygon(u, v, points):
    """A convex polygon, its points clockwise as one sees them (v points down)."""
    d = np.full(np.broadcast(u, v).shape, -9.0, "float32")
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
        nx, ny = y2 - y1, x1 - x2
        d = np.maximum(d, ((u - x1) * nx + (v - y1) * ny) / np.hypot(nx, ny))
    return d


def turned(u, v, profile):
    """A body of revolution: half widths `profile` of (v, half width), from top to bottom."""
    ys, ws = zip(*profile)
    return np.maximum(np.abs(u) - np.interp(v, ys, ws).astype("float32"), np.maximum(ys[0] - v, v - ys[-1])) * 0.85


def union(*ds):
    out = ds[0]
    for d in ds[1:]:
        out = np.minimum(out, d)
    return out


def cut(d, hole):
    return np.maximum(d, -hole)
