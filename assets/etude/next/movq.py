"""MoVQ: its decoder draws a picture from latents that say what is where (latents.py); its encoder learns to read them.
The decoder sees windows of new scenes; every fourth time the latents are what the UNet makes of the scene's embedding, so it
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
from latents import CELL
from render import render
from sample import sample
from training import DEVICE, LARGER, as_input, fit, half

STEPS, BATCH, WINDOW, SIDE, RATE = 12000, 3, 128, 256, 1.2e-3
ERROR, DRIFT = 0.07, 0.03  # how wrong latents are: each by itself, and all of a place together
ROUNDED = 0.5              # the share of pictures whose outlines are rounded off
OUTLINE = 4                # and outlines are so many times worse: the UNet tells what is where better than how it looks


def build():
    return VQModel(block_out_channels=[32, 32, 64, 128], layers_per_block=1, latent_channels=latents.CHANNELS, vq_embed_dim=latents.CHANNELS, num_vq_embeddings=256,
                   down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"],
                   up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3, norm_num_groups=32, norm_type="spatial")


def decode(model, z):
    return model.decode(z, force_not_quantize=True).sample


def likeness(out, x):
    """Squares, of colours and of edges: they let what is faint grow. Absolute differences, which ask for the median, kept
    strokes and small things away as long as they could not be placed to the pixel."""
    grad = lambda v: (v[..., 1:] - v[..., :-1], v[..., 1:, :] - v[..., :-1, :])
    return F.mse_loss(out, x) + sum(F.mse_loss(a, b) for a, b in zip(grad(out), grad(x)))


def wrong(z):
    """Latents with the errors of a UNet; the free numbers keep what they say. It rounds outlines off, so half of them are, and the
    decoder has to draw by what is where."""
    outlines = slice(latents.LAYER - 1, 2 * latents.LAYER, latents.LAYER)
    z = z.clone()
    rounded = F.avg_pool2d(z[:, outlines], 5, 1, 2, count_include_pad=False)
    share = torch.rand(len(z), 1, 1, 1, device=z.device) * (torch.rand(len(z), 1, 1, 1, device=z.device) < ROUNDED)
    z[:, outlines] = torch.lerp(z[:, outlines], rounded, share)
    drift = F.interpolate(torch.randn(z.shape[0], z.shape[1], 4, 4, device=z.device), size=z.shape[2:], mode="bilinear")
    amount = torch.rand(len(z), 1, 1, 1, device=z.device)
    e = amount * (ERROR * torch.randn_like(z) + DRIFT * drift)
    e[:, outlines] *= OUTLINE
    e[:, -latents.FREE:] = 0
    return z + e


@torch.no_grad()
def drafts(painter, ddpm, z, e):
    """What the UNet sees in noise where it is told of embeddings; the free numbers stay those of the pictures."""
    t = torch.randint(850, 1000, (len(z),), device=z.device)
    out = unet.predict(painter, ddpm.add_noise(z, torch.randn_like(z), t), t, e + unet.BLUR * torch.randn_like(e))
    out[:, -latents.FREE:] = z[:, -latents.FREE:]
    return out


def batch(rng, size):
    """(latents, embeddings, pictures, corners) of new scenes. Pictures are windows, most of them with a thing in the middle;
    group norms look at the whole picture, so now and then there is a whole one. Corners [size, 2]: row and column, in latents."""
    whole = rng.rand() < 1 / 8
    size, window = (max(1, size // 3), SIDE) if whole else (size, WINDOW)
    scenes = [sample(rng) for _ in range(size)]
    z, pictures, corners = latents.of(scenes), [], []
    for scene, free in zip(scenes, z[:, -latents.FREE:].numpy()):
        if scene.things and rng.rand() < 0.8:
            t = scene.things[rng.randint(len(scene.things))]
            middle = (t.y + rng.uniform(-1, 1) * t.r, t.x + rng.uniform(-1, 1) * t.r)
        else:
            middle = rng.rand(2)
        corner = [int(np.clip(round(v * 32) - window // CELL // 2, 0, 32 - window // CELL)) for v in middle]
        corners.append(corner)
        pictures.append(render(scene, free, SIDE, (CELL * corner[0], CELL * corner[1], window, window)))
    return z, torch.from_numpy(embedding.of_all(scenes)), as_input(np.stack(pictures)), torch.tensor(corners)


def train(run, steps=STEPS):
    torch.manual_seed(1)
    model = build()
    if (Path(run) / "start/decoder/movq").exists():
        model.load_state_dict(VQModel.from_pretrained(f"{run}/start/decoder/movq", torch_dtype=torch.float32).state_dict())
    model.quantize.requires_grad_(False), model.encoder.requires_grad_(False), model.quant_conv.requires_grad_(False)

    painter, ddpm = unet.build().eval().to(DEVICE), unet.scheduler()
    painter.load_state_dict(torch.load(f"{run}/unet32.pt", weights_only=True, map_location=DEVICE)["averaged"])

    def loss_of(model, step, z, e, x, corners):
        z = wrong(z) if step % 4 else drafts(painter, ddpm, z, e)
        side = x.shape[-1] // CELL
        z = torch.stack([one[:, row:row + side, column:column + side] for one, (row, column) in zip(z, corners.tolist())])
        with half():
            out = decode(model, z)
        return likeness(out.float(), x)

    model = fit("movq", run, model, lambda rng: batch(rng, LARGER * BATCH), loss_of, steps, RATE, seed=3)
    z = torch.cat([latents.of([sample(np.random.RandomState(i))]) for i in range(64)])
    model.quantize.embedding.weight.data.copy_(z.permute(0, 2, 3, 1).reshape(-1, latents.CHANNELS)[::256][:256])
    model.save_pretrained(f"{run}/decoder/movq")
    return model


if __name__ == "__main__":
    train(sys.argv[1])
