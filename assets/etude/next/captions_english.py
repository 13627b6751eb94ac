"""Captions of a scene in English, in the many ways that people word the same thing. Things are named in the scene's order."""
import words_english as en


def pick(rng, options):
    return options[rng.randint(len(options))]


def _colour(rng, name):
    return pick(rng, en.COLOURS.get(name, [name]))


def counted(rng, number, name, adjectives=(), article=True):
    which = 0 if rng.rand() < 0.6 else rng.randint(4)
    adjectives = list(adjectives)
    if number > 1:
        return " ".join([pick(rng, [en.NUMBERS[number], en.NUMBERS[number], str(number)]), *adjectives, en.noun(name, True, which)])
    text = " ".join([*adjectives, en.noun(name, False, which)])
    return en.article(text) if article and name not in en.PLURAL else text


def listed(rng, parts):
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + pick(rng, [" and ", " and ", ", "]) + parts[-1]


def ground(rng, name):
    colour = _colour(rng, name)
    return pick(rng, [f" on {en.article(colour)} ground", f" on {en.article(colour)} background", f" on {colour}", f", {colour} ground", f", {colour} background"])


def shapes(scene, rng):
    said = scene.said
    article = rng.rand() < 0.8

    def thing(kind, colour, size, number=1):
        adjectives = ([pick(rng, en.SIZES[size])] if size != "medium" else []) + [_colour(rng, colour)]
        return counted(rng, number, kind, adjectives, article)
    if said["many"]:
        kind, colour, _ = said["things"][0]
        text = thing(kind, colour, "medium", len(said["things"]))
    elif said["relation"]:
        a, b = (thing(*t) for t in said["things"])
        text = f"{a} {pick(rng, en.RELATIONS[said['relation']])} {b}"
    else:
        text = listed(rng, [thing(*t) for t in said["things"]])
    if rng.rand() < 0.1:
        lead = ground(rng, said["ground"]).lstrip(", ")
        return lead + ", " + text
    return text + ground(rng, said["ground"])


def composition(scene, rng):
    named = [en.noun(k, True) for k in scene.said["kinds"]]
    text = pick(rng, ["composition", "a composition", "abstract composition", "abstract painting", "improvisation", "abstraction"])
    if named:
        text += pick(rng, [" with ", " of ", " with "]) + listed(rng, named)
    if rng.rand() < 0.4:
        text += ground(rng, scene.said["ground"])
    return text


def landscape(scene, rng):
    said = scene.said
    things = []
    for word, number in said["words"]:
        if word in ("hills", "mountains"):
            things.append(en.noun(word, True))
        elif word == "forest":
            things.append(pick(rng, ["a forest", "a fir forest", "a forest of firs", "woods"]))
        elif word == "grove":
            things.append(pick(rng, ["a birch grove", "a birch forest", "a forest of birches"]))
        elif word in ("sun", "moon", "sea"):
            things.append("the " + en.noun(word, False, rng.randint(2)))
        elif word == "church" and rng.rand() < 0.4:
            things.append(pick(rng, ["a wooden church", "a church with an onion dome"]))
        elif word == "cloud" and number > 1 or word in ("fir", "birch") and number > 1 and rng.rand() < 0.5:
            things.append(en.noun(word, True, rng.randint(3)))
        else:
            things.append(counted(rng, number, word))
    light, said["told"] = [], []
    if rng.rand() < 0.6 or said["season"] == "winter" and rng.rand() < 0.6:
        light.append(pick(rng, en.SEASON[said["season"]]))
        said["told"].append("season")
    if rng.rand() < 0.6 or said["time"] in ("dusk", "night") and rng.rand() < 0.6:
        light.append(pick(rng, en.TIME[said["time"]]))
        said["told"].append("hour")
    if said["weather"] != "clear" and rng.rand() < 0.75:
        light.append(pick(rng, en.WEATHER[said["weather"]]))
    before = [w for w in light if " " not in w and rng.rand() < 0.7]
    after = [w for w in light if w not in before]
    if rng.rand() < 0.75 or not things:
        head = " ".join([*before, pick(rng, ["landscape", "landscape", "view", "scene"])])
        head = en.article(head) if rng.rand() < 0.5 else head
        if things and rng.rand() < 0.5:
            return " ".join([head, "with", listed(rng, things), *after]) if rng.rand() < 0.5 else \
                ", ".join([" ".join([head] + after[:1]) + " with " + listed(rng, things)] + after[1:])
        return ", ".join([" ".join([head] + after[:1])] + things + after[1:])
    cut = rng.randint(len(things) + 1)
    return ", ".join([*things[:cut], *before, *after, *things[cut:]]) if rng.rand() < 0.5 else ", ".join([listed(rng, things)] + before + after)


def still_life(scene, rng):
    parts = []
    for kind, colour, number in scene.said["groups"]:
        parts.append(counted(rng, number, kind, [_colour(rng, colour)] if rng.rand() < 0.6 else []))
    text = listed(rng, parts)
    if rng.rand() < 0.5:
        text = pick(rng, ["still life with ", "a still life: ", "still life, "]) + text
    if rng.rand() < 0.6:
        text += pick(rng, [" on a table", " on the table"])
    if rng.rand() < 0.5:
        text += pick(rng, [f", {_colour(rng, scene.said['ground'])} wall", f", {_colour(rng, scene.said['ground'])} background"])
    return text


def rider(scene, rng):
    said = scene.said
    colour = _colour(rng, said["colour"])
    text = pick(rng, [f"{colour} rider", f"the {colour} rider", f"a {colour} rider", f"a {colour} horseman", f"{en.article(colour)} rider on a horse", f"a horse and {en.article(colour)} rider"])
    if rng.rand() < 0.35:
        text += f" on {en.article(_colour(rng, said['hill']))} hill"
    if rng.rand() < 0.5:
        text += pick(rng, [f", {_colour(rng, said['ground'])} sky", f", {_colour(rng, said['ground'])} background"])
    return text


def ornament(scene, rng):
    if scene.genre == "gzhel":
        return pick(rng, ["gzhel", "gzhel ornament", "gzhel pattern", "a gzhel rose", "gzhel rose with leaves", "gzhel plate", "cobalt flowers on white porcelain, gzhel"])
    if scene.genre == "khokhloma":
        text = pick(rng, ["khokhloma", "khokhloma ornament", "khokhloma pattern", "khokhloma painting", "khokhloma with golden leaves"])
        text += pick(rng, [" with berries", ", red berries"]) if scene.said["berries"] and rng.rand() < 0.5 else ""
        return text + ((", black ground" if scene.said["black"] else ", red ground") if rng.rand() < 0.4 or not scene.said["black"] else "")
    inside = counted(rng, 1, scene.said["inside"], [_colour(rng, scene.said["colour"])] if rng.rand() < 0.5 else [])
    return pick(rng, [f"lubok with {inside}", f"lubok: {inside}", f"{inside}, lubok", f"{inside} in a lubok frame", "lubok print with " + inside])


WORDED = {"shapes": shapes, "composition": composition, "landscape": landscape, "still life": still_life, "rider": rider, "gzhel": ornament, "khokhloma": ornament, "lubok": ornament,
          "suprematism": lambda s, rng: pick(rng, ["suprematist composition", "suprematism", "suprematist painting", "a suprematist composition on white"]),
          "constructivism": lambda s, rng: pick(rng, ["constructivist composition", "constructivism", "constructivist poster", "bauhaus composition", "bauhaus exercise"])}


def caption(scene, rng):
    text = WORDED[scene.genre](scene, rng)
    if scene.genre == "lubok":
        return text
    if scene.manner != "flat" or rng.rand() < 0.1:
        word = pick(rng, en.MANNER[scene.manner])
        text = pick(rng, [f"{text}, {word}", f"{text}, {word}", f"{word}: {text}", f"{word} of {text}", f"{word}, {text}"])
    return text
