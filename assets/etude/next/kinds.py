"""The kinds of things that étude paints, and the eight signs by which its networks tell them apart."""
import itertools

PLAIN = ["circle", "square", "triangle", "ring", "half-circle", "line", "grid", "arc", "spiral", "wave", "star", "crescent", "cross",
         "checkerboard", "stripes", "dots", "zigzag", "bar"]
# These fill the picture from their upper edge down.
RIDGES = ["hills", "mountains", "forest", "grove", "plain", "water"]
OUTDOORS = ["lake", "river", "road", "fir", "birch", "cloud", "house", "church", "boat", "bridge"]
INDOORS = ["vase", "apple", "pear", "cup", "samovar", "bottle", "flowers"]
SIGNS = ["rider"]
ORNAMENT = ["rose", "leaf", "curl", "berries", "frame"]
KINDS = PLAIN + RIDGES + OUTDOORS + INDOORS + SIGNS + ORNAMENT
NUMBER = {kind: i for i, kind in enumerate(KINDS)}
# Kinds that look the same however little they are turned are never turned on purpose.
TURNED = {"line", "bar", "stripes", "cross", "arc", "wave", "zigzag", "spiral", "crescent", "half-circle", "triangle", "square", "leaf", "curl"}


def _codes():
    """One word of eight signs a kind; any two differ in two signs at least, and the first kinds, which are seen most, in more."""
    words = [w for w in itertools.product((-1.0, 1.0), repeat=8) if sum(v > 0 for v in w) % 2 == 0]
    chosen = []
    while len(chosen) < len(KINDS):
        gap = lambda w: min((sum(a != b for a, b in zip(w, c)) for c in chosen), default=8)
        chosen.append(max((w for w in words if w not in chosen), key=gap))
    return chosen


CODES = _codes()
