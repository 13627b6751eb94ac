"""What a scene is: a ground, up to twelve things on it, and a manner. Lengths are shares of the picture's side; x grows to
the right and y downwards."""
import zlib
from dataclasses import dataclass, field

SLOTS = 12
MANNERS = ["flat", "oil", "watercolour", "ink", "pastel", "woodcut", "mosaic"]
WEATHER = ["clear", "snow", "rain", "stars"]
GENRES = ["shapes", "composition", "suprematism", "constructivism", "landscape", "still life", "rider", "gzhel", "khokhloma", "lubok"]


@dataclass
class Thing:
    kind: str
    colour: tuple       # red, green and blue, 0..255
    x: float = 0.5
    y: float = 0.5
    r: float = 0.2      # half the extent
    angle: float = 0.0
    z: float = 0.5      # of two that overlap the one with the larger z is seen
    opacity: float = 1.0


@dataclass
class Scene:
    genre: str
    top: tuple          # the ground's colour at the upper border …
    bottom: tuple       # … and at the lower
    things: list = field(default_factory=list)
    manner: str = "flat"
    weather: str = "clear"
    said: dict = field(default_factory=dict)  # what words may tell of it, by genre


def held_out(key):
    """True for one combination in twenty: training never sees it in any wording, the examination asks for nothing else."""
    return zlib.crc32(key.encode()) % 20 == 0
