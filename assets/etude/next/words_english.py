"""English: the words with which étude's scenes are told; of each noun the singular and the plural."""
NOUNS = {
    "circle": ["circle circles", "disc discs", "disk disks"], "square": ["square squares"], "triangle": ["triangle triangles"], "ring": ["ring rings"],
    "half-circle": ["half-circle half-circles", "semicircle semicircles", "half circle|half circles"], "line": ["line lines", "stroke strokes"],
    "grid": ["grid grids", "lattice lattices"], "arc": ["arc arcs", "arch arches"], "spiral": ["spiral spirals"], "wave": ["wave waves"], "star": ["star stars"],
    "crescent": ["crescent crescents"], "cross": ["cross crosses"], "checkerboard": ["checkerboard checkerboards", "chessboard chessboards"],
    "stripes": ["stripe stripes"], "dots": ["dot dots", "polka dot|polka dots"], "zigzag": ["zigzag zigzags"], "bar": ["bar bars", "rectangle rectangles"],
    "hills": ["hill hills"], "mountains": ["mountain mountains"], "forest": ["forest forests", "woods woods"], "grove": ["grove groves"], "field": ["field fields", "meadow meadows"],
    "sea": ["sea seas", "ocean oceans"], "lake": ["lake lakes", "pond ponds"], "river": ["river rivers", "stream streams"], "road": ["road roads", "path paths"],
    "house": ["house houses", "cottage cottages", "hut huts"], "church": ["church churches", "chapel chapels"], "fir": ["fir firs", "fir tree|fir trees", "spruce spruces"],
    "birch": ["birch birches", "birch tree|birch trees"], "boat": ["boat boats", "sailboat sailboats"], "bridge": ["bridge bridges"], "sun": ["sun suns"], "moon": ["moon moons"],
    "cloud": ["cloud clouds"], "vase": ["vase vases", "jug jugs"], "apple": ["apple apples"], "pear": ["pear pears"], "cup": ["cup cups", "mug mugs"], "samovar": ["samovar samovars"],
    "bottle": ["bottle bottles"], "flowers": ["bouquet bouquets", "bunch of flowers|bunches of flowers"], "rider": ["rider riders", "horseman horsemen"],
    "rose": ["rose roses", "flower flowers"], "leaf": ["leaf leaves"], "curl": ["curl curls"], "berries": ["berry berries"], "frame": ["frame frames"],
    "ornament": ["ornament ornaments", "pattern patterns"], "horse": ["horse horses"], "table": ["table tables"],
}
COLOURS = {"violet": ["violet", "purple"], "grey": ["grey", "gray"], "light blue": ["light blue", "sky blue", "pale blue"], "gold": ["gold", "golden"]}
SIZES = {"small": ["small", "little", "tiny"], "large": ["large", "big", "huge"], "medium": ["medium"]}
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
RELATIONS = {"above": ["above", "over", "on top of"], "below": ["below", "under", "beneath"], "left of": ["left of", "to the left of"],
             "right of": ["right of", "to the right of"], "inside": ["inside", "in", "within"]}
SEASON = {"winter": ["winter", "snowy", "wintry", "in winter"], "summer": ["summer", "in summer"], "autumn": ["autumn", "autumnal", "in autumn", "fall"], "spring": ["spring", "in spring"]}
TIME = {"morning": ["in the morning", "at dawn", "at sunrise", "morning", "sunrise"], "day": ["by day", "at noon", "in daylight", "day"],
        "dusk": ["at dusk", "at sunset", "in the evening", "evening", "sunset", "in the glow of the setting sun", "reflecting the soft glow of the setting sun", "twilight"],
        "night": ["at night", "night", "at midnight", "by moonlight"]}
WEATHER = {"snow": ["snow", "snowfall", "falling snow", "snowing"], "rain": ["rain", "in the rain", "rainy", "raining"], "stars": ["stars", "starry sky", "under the stars", "starry"]}
MANNER = {"flat": ["flat", "flat colours"], "oil": ["oil", "oil painting", "in oils", "painterly", "loose brushwork"], "watercolour": ["watercolour", "watercolor", "aquarelle"],
          "ink": ["ink", "ink drawing", "pen and ink"], "pastel": ["pastel", "pastels", "chalk"], "woodcut": ["woodcut", "linocut", "woodblock print"], "mosaic": ["mosaic", "mosaic tiles"]}


# One of these kinds is several already.
PLURAL = {"stripes", "dots"}


def noun(name, plural=False, which=0):
    forms = NOUNS[name][which % len(NOUNS[name])]
    return forms.split("|" if "|" in forms else " ")[plural or name in PLURAL]


def article(text):
    return ("an " if text[0] in "aeiou" else "a ") + text
