"""Renders the training pictures once and keeps them, with their scenes, beside the run's checkpoints."""
import pickle
import sys
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from render import render
from world import sample

COUNT, SIDE, SEED = 48_000, 128, 1913


def _one(i):
    rng = np.random.RandomState(SEED * 100_000 + i)
    scene = sample(rng)
    return scene, render(scene, rng, SIDE)


def load(run):
    """(scenes, pictures): a list and a memory-mapped [COUNT, SIDE, SIDE, 3] of bytes."""
    run = Path(run)
    if not (run / "scenes.pkl").exists():
        run.mkdir(parents=True, exist_ok=True)
        out = np.lib.format.open_memmap(run / "pictures.npy", "w+", "uint8", (COUNT, SIDE, SIDE, 3))
        scenes = []
        with Pool(2) as pool:
            for i, (scene, picture) in enumerate(pool.imap(_one, range(COUNT), chunksize=64)):
                out[i] = picture
                scenes.append(scene)
        out.flush()
        (run / "scenes.pkl").write_bytes(pickle.dumps(scenes))
    return pickle.loads((run / "scenes.pkl").read_bytes()), np.load(run / "pictures.npy", mmap_mode="r")


if __name__ == "__main__":
    load(sys.argv[1])
