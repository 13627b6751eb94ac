"""Captions of a scene in English or Russian."""
import captions_english
import captions_russian


def caption(scene, rng):
    text = (captions_english if rng.rand() < 0.55 else captions_russian).caption(scene, rng)
    # Casually, without a comma, or with a capital.
    if rng.rand() < 0.1:
        text = text.replace(",", "")
    return text[0].upper() + text[1:] if rng.rand() < 0.2 else text
