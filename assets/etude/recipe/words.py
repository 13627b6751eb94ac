"""Writes the words that étude knows, for the studio to mark the others and to offer these.

    python words.py ../words.json
"""
import json
import re
import sys
from pathlib import Path

import captions as c

WORD = re.compile(r"[^\W\d_]+")


def english():
    """What is offered: words and phrases in their first form."""
    colours = [w for name in c.RU_COLOUR for w in c.EN_COLOUR.get(name, [name])]
    relations = [w for words in c.EN_RELATION.values() for w in words]
    return {*colours, *c.RU_SHAPE, "semicircle", *relations, *c.EN_STYLE, "flat", "flat colours", "ground", "background"}


def russian():
    adjectives = {c.ru_adjective(name, "nom", 0) for name in c.RU_COLOUR}
    return {*adjectives, *(forms[1] for forms in c.RU_SHAPE.values()), *(word for word, _ in c.RU_RELATION.values()), *c.RU_STYLE, "плоско", "плоские цвета", "фон"}


def forms():
    """Every form that captions have."""
    declined = {stem + ending for stem, kind in c.RU_COLOUR.values() for endings in c.RU_ENDING[kind].values() for ending in endings}
    nouns = {form for forms in c.RU_SHAPE.values() for form in forms[1:]}
    little = {"a", "an", "the", "and", "on", "to", "и", "на", "от", "фоне", "half", "circle"}
    words = {w for text in english() | russian() | declined | nouns | little for w in WORD.findall(text.lower())}
    return words | {w.replace("ё", "е") for w in words}


if __name__ == "__main__":
    listing = {"en": sorted(english()), "ru": sorted(russian()), "known": sorted(forms())}
    Path(sys.argv[1]).write_text(json.dumps(listing, ensure_ascii=False, indent=0) + "\n")
