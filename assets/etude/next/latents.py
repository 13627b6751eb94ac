"""What étude's latents say, defined by code and not discovered by an autoencoder.

A latent stands for 8×8 pixels and says which two things are to be seen there, the nearer before the farther, and where on
them one is: the kind's eight signs, the place (u, v) on the thing's own square, its colour, how much of it is seen, and how far its
outline is.
Beneath them the ground's colour and matter; and everywhere the manner, the weather, the place in the picture, and three
free numbers that decide where a brush stroke or a snowflake falls. Such fields are constant or linear almost everywhere, so
a small UNet finds them, and MoVQ's decoder draws from them outlines as sharp as pixels allow: what a renderer of games calls
deferred shading (Deering et al., "The triangle processor and normal vector shader", 1988).
"""
import numpy as np
import torch

from kinds import CODES, NUMBER, RIDGES
from plain_shapes import DISTANCE
from scene import MANNERS, SLOTS
from sprites import LAYERS

CELL = 8
LAYER = 8 + 2 + 3 + 1 + 1
FREE = 3
CHANNELS = 2 * LAYER + 3 + 2 + 3 + 2 + 2 + FREE
PLACE, COLOUR = 3.0, 1.2           # places count for more than the rest, so that outlines are learnt soon and lie well
MARGIN = 1.35                      # how many latents beyond its own square a thing is still spoken of: an outline needs both its sides
MATTER = {"water": (1.5, 0.0), "hills": (0.0, 1.5)}
MANNER = {m: [(1.0 if i >> b & 1 else -1.0) for b in range(3)] for i, m in enumerate(MANNERS)}
FAR = 1.5                          # an outline that is farther than so many latents is as good as nowhere
WEATHERS = {"clear": (-1.5, -1.5), "snow": (1.5, 1.5), "rain": (-1.5, 1.5), "stars": (1.5, -1.5)}
_CODES = torch.tensor(CODES + [[0.0] * 8])
_IS_RIDGE = torch.tensor([k in RIDGES for k in NUMBER] + [False])
_MATTER = torch.tensor([MATTER.get(k, (0.0, 0.0)) for k in NUMBER] + [(0.0, 0.0)])
NOTHING = len(NUMBER)


def tone(colour):
    """8-bit colours → −1..1."""
    return np.asarray(colour, "float32") / 127.5 - 1


def arrays(scenes):
    """The scenes' things as tensors [scenes, SLOTS, …], the nearest first."""
    kind = np.full((len(scenes), SLOTS), NOTHING, "int64")
    place = np.zeros((len(scenes), SLOTS, 4), "float32")
    place[..., 2] = 0.1
    colour = np.zeros((len(scenes), SLOTS, 4), "float32")
    for i, s in enumerate(scenes):
        for j, t in enumerate(sorted(s.things, key=lambda t: -t.z)):
            kind[i, j], place[i, j], colour[i, j] = NUMBER[t.kind], (t.x, t.y, t.r, t.angle), (*tone(t.colour), t.opacity)
    return torch.from_numpy(kind), torch.from_numpy(place), torch.from_numpy(colour)


def distance(kind, u, v, r):
    """Signed distance to a thing's outline on its own square."""
    return DISTANCE[kind](u, v, r) if kind in DISTANCE else np.minimum.reduce([d for d, _ in LAYERS[kind](u, v)])


def outlines(scenes, slot, a, b, side):
    """[scenes, 2, side, side]: distances to the outlines of what stands in `slot`, in latents."""
    out = torch.full(slot.shape, FAR)
    for i, scene in enumerate(scenes):
        for j, t in enumerate(sorted(scene.things, key=lambda t: -t.z)):
            here = slot[i] == j
            there = here.any(0)
            d = distance(t.kind, a[i, j][there].numpy(), b[i, j][there].numpy(), t.r)
            whole = torch.full((side, side), FAR)
            whole[there] = torch.from_numpy(np.clip(d * t.r * side, -FAR, FAR).astype("float32"))
            out[i] = torch.where(here, whole, out[i])
    return out


@torch.no_grad()
def of(scenes, side=32, free=None):
    """Latents [scenes, CHANNELS, side, side]; `free` [scenes, FREE, side, side] or drawn from torch's generator."""
    kinds, places, colours = arrays(scenes)
    n = len(scenes)
    v = (torch.arange(side) + 0.5) / side
    y, x = v[None, :, None], v[None, None, :]
    flat = lambda t: t[..., None, None]
    dx, dy, r, angle = x - flat(places[..., 0]), y - flat(places[..., 1]), flat(places[..., 2]), flat(places[..., 3])
    a, b = (torch.cos(angle) * dx + torch.sin(angle) * dy) / r, (torch.cos(angle) * dy - torch.sin(angle) * dx) / r
    m, far = MARGIN / side / r, torch.maximum(a.abs(), b.abs())
    ridge, frame = flat(_IS_RIDGE[kinds]), flat(kinds == NUMBER["frame"])
    there = torch.where(ridge, b > -1.15 - m, (far < 1 + m) & (~frame | (far > 0.78 - m))) & flat(kinds != NOTHING)
    covers = there & ridge & (b >= 1.1 + m)
    # Nothing is seen through a ridge, of which no outline is near.
    hidden = (covers.cumsum(1) - covers.long()) > 0
    there, covers = there & ~hidden, covers & ~hidden
    near = there & ~covers
    order = near.cumsum(1) * near
    slot = torch.stack([torch.where((order == k).any(1), (order == k).to(torch.uint8).argmax(1), SLOTS) for k in (1, 2)], 1)
    under = torch.where(covers.any(1), covers.to(torch.uint8).argmax(1), SLOTS)
    at = torch.arange(n)[:, None, None, None]
    kinds = torch.cat([kinds, torch.full((n, 1), NOTHING)], 1)
    colours = torch.cat([colours, torch.zeros(n, 1, 4)], 1)
    zero = torch.zeros(n, 1, side, side)
    uv = torch.stack([torch.cat([t.expand(n, SLOTS, side, side), zero], 1).gather(1, slot) for t in (a, b)], 2)
    colour = colours[at, slot].permute(0, 1, 4, 2, 3)
    code = _CODES[kinds[at, slot]].permute(0, 1, 4, 2, 3)
    layers = torch.cat([code, PLACE * uv, COLOUR * colour[:, :, :3], 2 * colour[:, :, 3:] - 1, outlines(scenes, slot, a, b, side)[:, :, None]], 2)
    top, bottom = (torch.from_numpy(np.stack([tone(getattr(s, end)) for s in scenes])) for end in ("top", "bottom"))
    ground = flat(top) * (1 - y[:, None]) + flat(bottom) * y[:, None]
    at, done = at[:, 0], (under < SLOTS)[:, None]
    ground = torch.where(done, colours[at, under].permute(0, 3, 1, 2)[:, :3], ground)
    matter = _MATTER[kinds[at, under]].permute(0, 3, 1, 2)
    weather = flat(torch.tensor([WEATHERS[s.weather] for s in scenes])).expand(n, 2, side, side)
    stars = flat(torch.tensor([[s.weather == "stars"] for s in scenes]))
    weather = torch.where(stars & (done | (slot[:, :1] < SLOTS)), flat(torch.tensor(WEATHERS["clear"]))[None], weather)
    manner = flat(torch.tensor([MANNER[s.manner] for s in scenes])).expand(n, 3, side, side)
    where = 1.7 * torch.stack([(2 * x - 1).expand(1, side, side), (2 * y - 1).expand(1, side, side)], 1).expand(n, 2, side, side)
    if free is None:
        free = torch.randn(n, FREE, side, side)
    return torch.cat([layers.flatten(1, 2), COLOUR * ground, matter, manner, weather, where, free], 1)
