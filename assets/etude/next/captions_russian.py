"""Captions of a scene in Russian, in the many ways that people word the same thing. Things are named in the scene's order."""
import words_russian as ru
from captions_english import pick


def _which(rng, name):
    return 0 if rng.rand() < 0.6 else rng.randint(len(ru.NOUNS[name]))


def counted(rng, number, name, adjectives=()):
    text = ru.counted(number, name, adjectives, _which(rng, name))
    return text if rng.rand() < 0.85 or number == 1 else f"{number} {text.split(' ', 1)[1]}"


def listed(rng, parts):
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + pick(rng, [" и ", " и ", ", "]) + parts[-1]


def ground(rng, name):
    return pick(rng, [f" на {ru.adjective(name, 'pre', 0)} фоне", f" на {ru.adjective(name, 'pre', 0)} фоне", f", {ru.adjective(name, 'nom', 0)} фон", f" на {ru.adjective(name, 'pre', 0)}"])


def shapes(scene, rng):
    said = scene.said

    def thing(kind, colour, size, case="nom"):
        which = _which(rng, kind)
        adjectives = ([size] if size != "medium" else []) + [colour]
        case = case + " pl" if kind in ru.PLURAL else case
        return " ".join([ru.adjective(a, case, ru.gender(kind, which)) for a in adjectives] + [ru.noun(kind, case, which)])
    if said["many"]:
        kind, colour, _ = said["things"][0]
        text = counted(rng, len(said["things"]), kind, [colour])
    elif said["relation"]:
        word, case = pick(rng, [r for r in ru.RELATIONS[said["relation"]] if r[1] != "pre" or said["things"][1][0] not in ru.PLURAL])
        a, b = said["things"]
        text = f"{thing(*a)} {word} {thing(*b, case=case)}"
    else:
        text = listed(rng, [thing(*t) for t in said["things"]])
    if rng.rand() < 0.1:
        return f"на {ru.adjective(said['ground'], 'pre', 0)} фоне {text}"
    return text + ground(rng, said["ground"])


def composition(scene, rng):
    text = pick(rng, ["композиция", "абстрактная композиция", "абстракция", "импровизация", "отвлечённая композиция"])
    if scene.said["kinds"]:
        if rng.rand() < 0.7:
            text += pick(rng, [" с ", " с ", " из "])
            case = "gen pl" if text.endswith("из ") else "ins pl"
            text += listed(rng, [ru.noun(k, case) for k in scene.said["kinds"]])
        else:
            text += ": " + listed(rng, [ru.noun(k, "nom pl") for k in scene.said["kinds"]])
    return text + (ground(rng, scene.said["ground"]) if rng.rand() < 0.4 else "")


def landscape(scene, rng):
    said = scene.said
    case = "ins" if rng.rand() < 0.45 else "nom"

    def thing(word, number):
        if word in ("hills", "mountains"):
            return ru.noun(word, case + " pl")
        if word == "forest":
            adjective = pick(rng, ["", "firry"])
            return " ".join(([ru.adjective(adjective, case, 0)] if adjective else []) + [ru.noun("forest", case)])
        if word == "grove":
            kind = pick(rng, ["grove", "forest"])
            return f"{ru.adjective('birchen', case, ru.gender(kind))} {ru.noun(kind, case)}"
        if word == "church" and rng.rand() < 0.4:
            return pick(rng, [f"{ru.adjective('wooden', case, 1)} {ru.noun('church', case)}", f"{ru.noun('church', case)} с куполом"])
        if number > 1 and (case == "ins" or word == "cloud" or rng.rand() < 0.3):
            return ru.noun(word, case + " pl", _which(rng, word))
        return counted(rng, number, word) if case == "nom" else ru.noun(word, case, _which(rng, word))
    things = [thing(w, n) for w, n in said["words"]]
    season = said["season"] if rng.rand() < (0.85 if said["season"] == "winter" else 0.6) else ""
    time = said["time"] if rng.rand() < (0.85 if said["time"] in ("dusk", "night") else 0.6) else ""
    said["told"] = ["season"] * bool(season) + ["hour"] * bool(time)
    before, after = [], []
    if season and rng.rand() < 0.6:
        before.append("snowy" if season == "winter" and rng.rand() < 0.4 else season)
    elif season:
        after.append(pick(rng, ru.SEASON[season]))
    as_adjective = {"dusk": "evening", "night": "night", "morning": "morning"}.get(time)
    if as_adjective and rng.rand() < 0.3:
        before.append(as_adjective)
    elif time:
        after.append(pick(rng, ru.TIME[time]))
    if said["weather"] != "clear" and rng.rand() < 0.75:
        after.append(pick(rng, ru.WEATHER[said["weather"]]))
    if rng.rand() < 0.75 or case == "ins" or not things:
        head = " ".join([ru.adjective(a, "nom", 0) for a in before] + [pick(rng, ["пейзаж", "пейзаж", "вид"])])
        if things and case == "ins":
            return ", ".join([" ".join([head] + after[:1]) + pick(rng, [" с ", " с ", " со "]) + listed(rng, things)] + after[1:])
        return ", ".join([" ".join([head] + after[:1])] + things + after[1:])
    after += [pick(rng, ru.SEASON[season])] if season and {season, "snowy"} & set(before) else []
    after += [pick(rng, ru.TIME[time])] if as_adjective in before else []
    cut = rng.randint(len(things) + 1)
    return ", ".join([*things[:cut], *after, *things[cut:]])


def still_life(scene, rng):
    with_case = rng.rand() < 0.4
    parts = []
    for kind, colour, number in scene.said["groups"]:
        adjectives, which = [colour] if rng.rand() < 0.6 else [], _which(rng, kind)
        if with_case:
            case = "ins" if number == 1 else "ins pl"
            parts.append(" ".join([ru.adjective(a, case, ru.gender(kind, which)) for a in adjectives] + [ru.noun(kind, case, which)]))
        else:
            parts.append(counted(rng, number, kind, adjectives))
    text = listed(rng, parts)
    if with_case:
        text = "натюрморт с " + text
    elif rng.rand() < 0.4:
        text = pick(rng, ["натюрморт: ", "натюрморт, "]) + text
    if rng.rand() < 0.6:
        text += " на столе"
    if rng.rand() < 0.5:
        wall = scene.said["ground"]
        text += pick(rng, [f", {ru.adjective(wall, 'nom', 1)} стена", f", {ru.adjective(wall, 'nom', 0)} фон"])
    return text


def rider(scene, rng):
    said = scene.said
    colour = ru.adjective(said["colour"], "nom", 0)
    text = pick(rng, [f"{colour} всадник", f"{colour} всадник", f"{colour} наездник", f"{colour} всадник на коне", f"конь и {colour} всадник", f"{colour} всадник на лошади"])
    if rng.rand() < 0.35:
        text += f" на {ru.adjective(said['hill'], 'pre', 0)} холме"
    if rng.rand() < 0.5:
        text += pick(rng, [f", {ru.adjective(said['ground'], 'nom', 2)} небо", f", {ru.adjective(said['ground'], 'nom', 0)} фон"])
    return text


def ornament(scene, rng):
    if scene.genre == "gzhel":
        return pick(rng, ["гжель", "гжельский узор", "гжельский орнамент", "гжельская роза", "орнамент гжель", "роза с листьями, гжель", "роспись гжель"])
    if scene.genre == "khokhloma":
        text = pick(rng, ["хохлома", "хохломской узор", "хохломской орнамент", "хохломская роспись", "хохлома с золотыми листьями"])
        text += pick(rng, [" с ягодами", ", красные ягоды"]) if scene.said["berries"] and rng.rand() < 0.5 else ""
        return text + ((", чёрный фон" if scene.said["black"] else ", красный фон") if rng.rand() < 0.4 or not scene.said["black"] else "")
    kind, which = scene.said["inside"], _which(rng, scene.said["inside"])
    adjectives = [scene.said["colour"]] if rng.rand() < 0.5 else []
    form = lambda case: " ".join([ru.adjective(a, case, ru.gender(kind, which)) for a in adjectives] + [ru.noun(kind, case, which)])
    return pick(rng, [f"лубок с {form('ins')}", f"лубок: {form('nom')}", f"{form('nom')}, лубок", f"{form('nom')} в лубочной рамке", f"лубочная картинка: {form('nom')}"])


WORDED = {"shapes": shapes, "composition": composition, "landscape": landscape, "still life": still_life, "rider": rider, "gzhel": ornament, "khokhloma": ornament, "lubok": ornament,
          "suprematism": lambda s, rng: pick(rng, ["супрематическая композиция", "супрематизм", "супрематическая картина"]),
          "constructivism": lambda s, rng: pick(rng, ["конструктивистская композиция", "конструктивизм", "конструктивистский плакат", "баухаус", "композиция баухаус"])}


def caption(scene, rng):
    text = WORDED[scene.genre](scene, rng)
    if scene.genre != "lubok" and (scene.manner != "flat" or rng.rand() < 0.1):
        word = pick(rng, ru.MANNER[scene.manner])
        text = pick(rng, [f"{text}, {word}", f"{text}, {word}", f"{word}: {text}", f"{word}, {text}"])
    return text.replace("ё", "е") if rng.rand() < 0.3 else text
