"""Draws a scene at random: its genre, then what is in it, then its manner. The same seed gives the same scene."""
import sample_compositions
import sample_landscapes
import sample_ornaments
import sample_shapes
import sample_still_lifes
from scene import MANNERS, held_out

GENRES = {  # how often, and who draws it
    "shapes": (0.36, sample_shapes.sample), "composition": (0.09, sample_compositions.free), "suprematism": (0.04, sample_compositions.suprematist),
    "constructivism": (0.04, sample_compositions.constructivist), "landscape": (0.25, sample_landscapes.sample), "still life": (0.1, sample_still_lifes.sample),
    "rider": (0.03, sample_still_lifes.rider), "gzhel": (0.03, sample_ornaments.gzhel), "khokhloma": (0.03, sample_ornaments.khokhloma), "lubok": (0.03, sample_ornaments.lubok),
}


def _landscape(rng, want_held_out):
    while True:
        scene = sample_landscapes.sample(rng)
        if held_out("|".join([scene.said["season"], scene.said["time"], *sorted(w for w, _ in scene.said["words"])])) == want_held_out:
            return scene


def sample(rng, genre=None, manner=None, want_held_out=False):
    """One scene. rng: numpy RandomState. Combinations of shapes and of things in a landscape that are held out for the
    examination never come, unless they are asked for."""
    genre = genre or str(rng.choice(list(GENRES), p=[share for share, _ in GENRES.values()]))
    held = {"shapes": sample_shapes.sample, "landscape": _landscape}.get(genre)
    scene = held(rng, want_held_out) if held else GENRES[genre][1](rng)
    if manner:
        scene.manner = manner
    elif genre not in ("lubok", "gzhel", "khokhloma") and rng.rand() < 0.4:
        scene.manner = MANNERS[1 + rng.randint(len(MANNERS) - 1)]
    return scene
