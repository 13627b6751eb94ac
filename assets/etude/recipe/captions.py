"""Captions of a scene in English and Russian, in the many ways that people word the same thing."""
RU_COLOUR = {  # stem and declension: hard, soft or stressed ending
    "red": ("красн", "hard"), "orange": ("оранжев", "hard"), "yellow": ("жёлт", "hard"), "green": ("зелён", "hard"),
    "light blue": ("голуб", "stressed"), "blue": ("син", "soft"), "violet": ("фиолетов", "hard"), "pink": ("розов", "hard"),
    "brown": ("коричнев", "hard"), "black": ("чёрн", "hard"), "white": ("бел", "hard"), "grey": ("сер", "hard"),
    "small": ("маленьк", "velar"), "large": ("больш", "hushing"),
}
RU_ENDING = {  # declension → case → masculine, feminine, neuter
    "hard": {"nom": ("ый", "ая", "ое"), "gen": ("ого", "ой", "ого"), "ins": ("ым", "ой", "ым"), "pre": ("ом", "ой", "ом")},
    "soft": {"nom": ("ий", "яя", "ее"), "gen": ("его", "ей", "его"), "ins": ("им", "ей", "им"), "pre": ("ем", "ей", "ем")},
    "stressed": {"nom": ("ой", "ая", "ое"), "gen": ("ого", "ой", "ого"), "ins": ("ым", "ой", "ым"), "pre": ("ом", "ой", "ом")},
    "velar": {"nom": ("ий", "ая", "ое"), "gen": ("ого", "ой", "ого"), "ins": ("им", "ой", "им"), "pre": ("ом", "ой", "ом")},
    "hushing": {"nom": ("ой", "ая", "ое"), "gen": ("ого", "ой", "ого"), "ins": ("им", "ой", "им"), "pre": ("ом", "ой", "ом")},
}
RU_SHAPE = {  # gender index, nominative, genitive, instrumental
    "circle": (0, "круг", "круга", "кругом"), "square": (0, "квадрат", "квадрата", "квадратом"),
    "triangle": (0, "треугольник", "треугольника", "треугольником"), "ring": (2, "кольцо", "кольца", "кольцом"),
    "half-circle": (0, "полукруг", "полукруга", "полукругом"), "line": (1, "линия", "линии", "линией"),
    "grid": (1, "решётка", "решётки", "решёткой"),
}
RU_RELATION = {"above": ("над", "ins"), "below": ("под", "ins"), "left of": ("слева от", "gen"), "right of": ("справа от", "gen"), "inside": ("внутри", "gen")}
EN_RELATION = {"above": ["above", "over"], "below": ["below", "under"], "left of": ["left of", "to the left of"],
               "right of": ["right of", "to the right of"], "inside": ["inside", "in"]}
EN_STYLE = ["painterly", "painted loosely", "loose brushwork", "oil painting"]
RU_STYLE = ["живописно", "свободные мазки", "маслом", "живопись маслом"]
EN_COLOUR = {"violet": ["violet", "violet", "purple"], "grey": ["grey", "gray"]}


def ru_adjective(word, case, gender):
    stem, kind = RU_COLOUR[word]
    return stem + RU_ENDING[kind][case][gender]


def _pick(rng, options):
    return options[rng.randint(len(options))]


def _en_thing(rng, t, article):
    words = ([t.size] if t.size != "medium" else []) + [_pick(rng, EN_COLOUR.get(t.colour, [t.colour]))]
    words.append(_pick(rng, ["half-circle", "semicircle", "half circle"]) if t.shape == "half-circle" else t.shape)
    text = " ".join(words)
    return (("an " if text[0] in "aeiou" else "a ") if article else "") + text


def english(scene, rng):
    article = rng.rand() < 0.8
    things = [_en_thing(rng, t, article) for t in scene.things]
    if scene.relation:
        text = f"{things[0]} {_pick(rng, EN_RELATION[scene.relation])} {things[1]}"
    else:
        text = things[0] if len(things) == 1 else ", ".join(things[:-1]) + _pick(rng, [" and ", " and ", ", "]) + things[-1]
    ground = _pick(rng, EN_COLOUR.get(scene.ground, [scene.ground]))
    an = "an" if ground[0] in "aeiou" else "a"
    text += _pick(rng, [f" on {an} {ground} ground", f" on {an} {ground} ground", f" on {an} {ground} background", f" on {ground}", f", {ground} ground"])
    if scene.style == "painterly":
        text += ", " + _pick(rng, EN_STYLE)
    elif rng.rand() < 0.2:
        text += ", " + _pick(rng, ["flat", "flat colours"])
    return text[0].upper() + text[1:] if rng.rand() < 0.2 else text


def _ru_thing(t, case):
    gender, *forms = RU_SHAPE[t.shape]
    words = ([ru_adjective(t.size, case, gender)] if t.size != "medium" else []) + [ru_adjective(t.colour, case, gender)]
    return " ".join(words + [forms[("nom", "gen", "ins").index(case)]])


def russian(scene, rng):
    if scene.relation:
        word, case = RU_RELATION[scene.relation]
        text = f"{_ru_thing(scene.things[0], 'nom')} {word} {_ru_thing(scene.things[1], case)}"
    else:
        things = [_ru_thing(t, "nom") for t in scene.things]
        text = things[0] if len(things) == 1 else ", ".join(things[:-1]) + " и " + things[-1]
    ground = ru_adjective(scene.ground, "pre", 0)
    text += _pick(rng, [f" на {ground} фоне", f" на {ground} фоне", f", {ru_adjective(scene.ground, 'nom', 0)} фон", f" на {ground}"])
    if scene.style == "painterly":
        text += ", " + _pick(rng, RU_STYLE)
    elif rng.rand() < 0.2:
        text += ", " + _pick(rng, ["плоско", "плоские цвета"])
    if rng.rand() < 0.3:
        text = text.replace("ё", "е")
    return text[0].upper() + text[1:] if rng.rand() < 0.2 else text


def caption(scene, rng):
    return english(scene, rng) if rng.rand() < 0.6 else russian(scene, rng)
