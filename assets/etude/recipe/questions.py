"""Writes the captions that étude is examined with: held-out combinations only, in both languages.

    python questions.py ../../../tests/fixtures/etude_captions.json
"""
import json
import sys
from pathlib import Path

import numpy as np

from captions import caption
from world import sample

COUNT = 240

if __name__ == "__main__":
    rng = np.random.RandomState(1866)
    questions = []
    while len(questions) < COUNT:
        scene = sample(rng, want_held_out=True)
        things = [{"shape": t.shape, "colour": t.colour, "size": t.size} for t in scene.things]
        questions.append({"genre": "shapes", "caption": caption(scene, rng), "ground": scene.ground, "things": things, "relation": scene.relation})
    Path(sys.argv[1]).write_text(json.dumps(questions, ensure_ascii=False, indent=0) + "\n")
