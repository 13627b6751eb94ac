"""MoVQ: its decoder draws a picture from latents that say what is where (latents.py); its encoder learns to read them.
The decoder sees windows of new scenes; every other time the latents are what the UNet makes of the scene's embedding, so it
learns to draw what the UNet means."""
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import VQModel

import embedding
import latents
import unet
from group_norm import quicken
from latents import CELL
from render import render
from sample import sample
from training import as_input, fit

STEPS, BATCH, WINDOW, SIDE, RATE = 12000, 3, 128, 256, 1.2e-3
ERROR, DRIFT = 0.07, 0.03  # how wrong latents are: each by itself, and all of a place together


def build():
    return VQModel(block_out_channels=[32, 32, 64, 128], layers_per_block=1, latent_channels=latents.CHANNELS, vq_embed_dim=latents.CHANNELS, num_vq_embeddings=256,
                   down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"],
                   up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3, norm_num_groups=32, norm_type="spatial")


def decode(model, z):
    return model.decode(z, force_not_quantize=True).sample


def likeness(out, x):
    """Edges weigh as much as colours."""
    grad = lambda v: (v[..., 1:] - v[..., :-1], v[..., 1:, :] - v[..., :-1, :])
    edges = sum(F.l1_loss(a, b) for a, b in zip(grad(out), grad(x)))
    return F.l1_loss(out, x) + 0.5 * F.mse_loss(out, x) + edges


def wrong(z):
    """Latents with the errors of a UNet; the free numbers keep what they say."""
    drift = F.interpolate(torch.randn(z.shape[0], z.shape[1], 4, 4), size=z.shape[2:], mode="bilinear")
    amount = torch.rand(len(z), 1, 1, 1)
    e = amount * (ERROR * torch.randn_like(z) + DRIFT * drift)
    e[:, -latents.FREE:] = 0
    return z + e


@torch.no_grad()
def drafts(painter, ddpm, scenes, z):
    """What the UNet sees in noise where it is told of `scenes`; the free numbers stay those of the pictures."""
    e = torch.from_numpy(embedding.of_all(scenes))
    t = torch.randint(850, 1000, (len(z),))
    out = unet.predict(painter, ddpm.add_noise(z, torch.randn_like(z), t), t, e + unet.BLUR * torch.randn_like(e))
    out[:, -latents.FREE:] = z[:, -latents.FREE:]
    return out


def windows(rng, size, window, drawn):
    """(latents, pictures) of windows of new scenes, most of them with a thing in the middle; `drawn` makes latents of the
    true ones."""
    scenes = [sample(rng) for _ in range(size)]
    z, pictures, crops = latents.of(scenes), [], []
    free = z[:, -latents.FREE:].numpy()
    z = drawn(scenes, z)
    for i, scene in enumerate(scenes):
        if scene.things and rng.rand() < 0.8:
            t = scene.things[rng.randint(len(scene.things))]
            middle = (t.y + rng.uniform(-1, 1) * t.r, t.x + rng.uniform(-1, 1) * t.r)
        else:
            middle = rng.rand(2)
        y, x = (int(np.clip(round(v * 32) - window // CELL // 2, 0, 32 - window // CELL)) for v in middle)
        crops.append(z[i, :, y:y + window // CELL, x:x + window // CELL])
        pictures.append(render(scene, free[i], SIDE, (CELL * y, CELL * x, window, window)))
    return torch.stack(crops), as_input(np.stack(pictures))


def train(run, steps=STEPS):
    torch.manual_seed(1)
    model = build()
    if (Path(run) / "start/decoder/movq").exists():
        model.load_state_dict(VQModel.from_pretrained(f"{run}/start/decoder/movq", torch_dtype=torch.float32).state_dict())
    model.quantize.requires_grad_(False), model.encoder.requires_grad_(False), model.quant_conv.requires_grad_(False)

    painter, ddpm = unet.build().eval(), unet.scheduler()

    def read():
        painter.load_state_dict(torch.load(f"{run}/unet32.pt", weights_only=True)["averaged"])

    read()

    def loss_of(model, step):
        rng = np.random.RandomState(3_000_000 + step)
        if step % 200 == 0:
            read()  # the UNet may be learning at the same time
        drawn = (lambda scenes, z: wrong(z)) if step % 2 else (lambda scenes, z: drafts(painter, ddpm, scenes, z))
        # Group norms look at the whole picture, so now and then there is a whole one.
        z, x = windows(rng, 1, SIDE, drawn) if step % 8 == 0 else windows(rng, BATCH, WINDOW, drawn)
        with torch.autocast("cpu", torch.bfloat16):
            out = decode(model, z)
        return likeness(out.float(), x)

    model = fit("movq", run, quicken(model), loss_of, steps, RATE, seed=1)
    z = torch.cat([latents.of([sample(np.random.RandomState(i))]) for i in range(64)])
    model.quantize.embedding.weight.data.copy_(z.permute(0, 2, 3, 1).reshape(-1, latents.CHANNELS)[::256][:256])
    model.save_pretrained(f"{run}/decoder/movq")
    return model


if __name__ == "__main__":
    train(sys.argv[1])
