"""MoVQ's encoder: learns to read latents from a picture, such that the decoder draws the picture again. It stands last,
since it needs the decoder; only what begins with a picture (image-to-image, inpainting) reads it."""
import sys

import numpy as np
import torch
from diffusers import VQModel

import latents
from movq import SIDE, decode, likeness
from render import render
from sample import sample
from training import DEVICE, LARGER, as_input, fit, half

STEPS, RATE = 900, 1e-3


def train(run, steps=STEPS):
    torch.manual_seed(5)
    model = VQModel.from_pretrained(f"{run}/decoder/movq")
    model.requires_grad_(False)
    model.encoder.requires_grad_(True), model.quant_conv.requires_grad_(True)
    told = torch.ones(latents.CHANNELS, 1, 1)
    told[-latents.FREE:] = 0.2  # the free numbers leave traces in textures alone

    def batch(rng):
        scenes = [sample(rng) for _ in range(LARGER)]
        z = latents.of(scenes)
        return z, as_input(np.stack([render(scene, free, SIDE) for scene, free in zip(scenes, z[:, -latents.FREE:].numpy())]))

    def loss_of(model, step, z, x):
        with half():
            seen = model.encode(x).latents
            out = decode(model, seen)
        return 2 * likeness(out.float(), x) + ((seen.float() - z).pow(2) * told.to(DEVICE)).mean()

    model = fit("encoder", run, model, batch, loss_of, steps, RATE, seed=4, average=0.99)
    model.save_pretrained(f"{run}/decoder/movq")


if __name__ == "__main__":
    train(sys.argv[1])
