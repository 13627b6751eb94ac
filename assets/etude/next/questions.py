"""Writes the captions that étude is examined with, in both languages: combinations that training never sees.

    python questions.py captions.json [FOLDER]   also renders what is meant into FOLDER
"""
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from captions import caption
from render import render
from sample import sample
from scene import MANNERS

SHAPES, LANDSCAPES, ORNAMENTS, OF_MANNERS = 220, 90, 45, 45
OLD = {"circle", "square", "triangle", "ring", "half-circle", "line", "grid"}  # what étude I knew


def questions(rng):
    """Pairs of a question and the scene that is meant."""
    for _ in range(SHAPES):
        scene = sample(rng, "shapes", manner="oil" if rng.rand() < 0.33 else "flat", want_held_out=True)
        things = [{"shape": k, "colour": c, "size": s} for k, c, s in scene.said["things"]]
        yield {"genre": "shapes", "caption": caption(scene, rng), "ground": scene.said["ground"], "things": things,
               "relation": scene.said["relation"], "many": bool(scene.said["many"])}, scene
    for _ in range(LANDSCAPES):
        while True:
            scene = sample(rng, "landscape", manner="flat", want_held_out=True)
            text, said = caption(scene, rng), scene.said
            if said["words"] and said["told"]:
                break
        # Water and roads cover the land that a season is told from.
        land = not {"sea", "lake", "river", "road"} & set(said["all"]) and "season" in said["told"]
        # Names that an hour or a season must be known for are asked where the words say those.
        plain = [w for w, _ in said["words"]]
        things = plain if "hour" in said["told"] and "season" in said["told"] else []
        if said["weather"] in ("rain", "snow"):
            things = []
        yield {"genre": "landscape", "caption": text, "season": said["season"], "hour": said["time"], "season_is_said": bool(land),
               "hour_is_said": "hour" in said["told"], "things": things}, scene
    for i in range(ORNAMENTS):
        craft = ["gzhel", "khokhloma", "lubok"][i % 3]
        scene = sample(rng, craft)
        yield {"genre": "ornament", "caption": caption(scene, rng), "craft": craft}, scene
    for i in range(OF_MANNERS):
        # A white ground shows no wash, and a raster of bars looks like a manner.
        while True:
            scene = sample(rng, "shapes", manner=MANNERS[i % len(MANNERS)], want_held_out=True)
            if scene.said["ground"] not in ("white", "black") and all(k in OLD - {"grid", "line"} for k, _, _ in scene.said["things"]):
                break
        yield {"genre": "manner", "caption": caption(scene, rng), "manner": scene.manner}, scene


if __name__ == "__main__":
    rng = np.random.RandomState(1866)
    asked = list(questions(rng))
    Path(sys.argv[1]).write_text(json.dumps([q for q, _ in asked], ensure_ascii=False, indent=0) + "\n")
    if sys.argv[2:]:
        folder = Path(sys.argv[2])
        folder.mkdir(parents=True, exist_ok=True)
        for i, (_, scene) in enumerate(asked):
            Image.fromarray(render(scene, rng.randn(3, 32, 32).astype("float32"))).save(folder / f"{i:03}.png")
