"""Colours: the twelve that have names, and the light of seasons and hours."""
import numpy as np

NAMED = {
    "red": (208, 36, 36), "orange": (243, 128, 28), "yellow": (250, 212, 44), "green": (36, 146, 70),
    "light blue": (122, 196, 236), "blue": (28, 66, 178), "violet": (122, 48, 152), "pink": (244, 150, 184),
    "brown": (112, 68, 36), "black": (18, 18, 22), "white": (248, 246, 240), "grey": (140, 142, 146),
}
COLOURS = list(NAMED)
# Pairs that a viewer, or the checker, cannot tell apart at a glance; never drawn on one another.
CLOSE = [{"red", "brown"}, {"black", "brown"}, {"white", "light blue"}, {"grey", "light blue"}, {"violet", "blue"}, {"orange", "red"},
         {"orange", "yellow"}, {"pink", "grey"}, {"brown", "violet"}, {"pink", "white"}]
GOLD, COBALT = (222, 168, 44), (26, 62, 158)
SEASONS, TIMES = ["spring", "summer", "autumn", "winter"], ["morning", "day", "dusk", "night"]
SKY = {  # at the top, at the horizon
    "morning": ((150, 182, 222), (252, 214, 196)), "day": ((82, 152, 226), (204, 228, 246)),
    "dusk": ((66, 58, 122), (250, 146, 84)), "night": ((12, 16, 46), (44, 54, 108)),
}
LIGHT = {"morning": (0.97, 0.93, 0.93), "day": (1, 1, 1), "dusk": (0.84, 0.66, 0.68), "night": (0.34, 0.40, 0.62)}
LAND = {"spring": (146, 192, 92), "summer": (92, 158, 70), "autumn": (196, 148, 66), "winter": (238, 242, 248)}
FOLIAGE = {"spring": (166, 206, 104), "summer": (104, 166, 76), "autumn": (232, 172, 48), "winter": (214, 222, 234)}
NEEDLES = {"spring": (40, 104, 66), "summer": (28, 92, 58), "autumn": (44, 88, 58), "winter": (62, 104, 98)}


def apart(a, b):
    return a != b and {a, b} not in CLOSE


def lit(colour, time):
    """A colour in the light of an hour."""
    return tuple(np.asarray(colour, "float32") * LIGHT[time])


def varied(rng, colour, by=6):
    """Much the same colour."""
    return tuple(np.clip(np.asarray(colour, "float32") + rng.uniform(-by, by, 3), 0, 255))
