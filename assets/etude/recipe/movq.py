"""MoVQ: 128×128 pictures to 8×16×16 latents of unit deviation and back. Trained on crops, with weight on edges. An edge
across an 8×8 block is two colours, a place and a slope: four channels could not hold it, and small grids ran together.

sharpen.py trains the decoder on, once there is a UNet."""
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import VQModel

import pictures
from group_norm import quicken
from training import as_input, fit

STEPS, BATCH, CROP, CHANNELS = 4500, 8, 64, 8
COUNT = 16_000  # pictures that are encoded: the world is simple, so a third of them says it all


def build():
    return VQModel(block_out_channels=[32, 32, 64, 64], layers_per_block=1, latent_channels=CHANNELS, vq_embed_dim=CHANNELS, num_vq_embeddings=256,
                   down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"],
                   up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3, norm_num_groups=32, norm_type="spatial")


def decode(model, z):
    """A little noise teaches the decoder to forgive what the UNet gets wrong."""
    return model.decode(z + 0.08 * torch.randn_like(z), force_not_quantize=True).sample


def likeness(out, x):
    grad = lambda v: (v[..., 1:] - v[..., :-1], v[..., 1:, :] - v[..., :-1, :])
    edges = sum(F.l1_loss(a, b) for a, b in zip(grad(out), grad(x)))
    return F.l1_loss(out, x) + 0.5 * F.mse_loss(out, x) + edges


def train(run, steps=STEPS):
    torch.manual_seed(1)
    scenes, data = pictures.load(run)
    model = build()
    model.quantize.requires_grad_(False)

    def loss_of(model, step):
        rng = np.random.RandomState(step)
        crops = []
        for n, i in enumerate(rng.randint(len(data), size=BATCH)):
            # One crop in four is anywhere, mostly ground; the others hold a thing.
            t = scenes[i].things[rng.randint(len(scenes[i].things))]
            middle = rng.rand(2) if n % 4 == 0 else (t.y, t.x)
            y, x = (int(np.clip(v * pictures.SIDE - CROP / 2 + rng.randint(-20, 21), 0, pictures.SIDE - CROP)) for v in middle)
            crops.append(data[i, y:y + CROP, x:x + CROP])
        x = as_input(np.stack(crops))
        z = model.encode(x).latents
        # The square keeps latents near unit size.
        return likeness(decode(model, z), x) + 1e-3 * z.float().pow(2).mean()

    return normalise(fit("movq", run, quicken(model), loss_of, steps, 1.2e-3, seed=1), data, run)


@torch.no_grad()
def normalise(model, data, run):
    """Scales the latents to zero mean and unit deviation inside the 1×1 convolutions, so that the checkpoint needs no scaling factor."""
    z = torch.cat([model.encode(as_input(data[i:i + 50])).latents for i in range(0, 1000, 50)])
    mean, std = z.mean((0, 2, 3)), z.std((0, 2, 3))
    model.quant_conv.weight.div_(std[:, None, None, None])
    model.quant_conv.bias.copy_((model.quant_conv.bias - mean) / std)
    # Everything that reads the latents undoes it: post_quant_conv and each spatial norm's two convolutions.
    readers = [model.post_quant_conv] + [m for n, m in model.decoder.named_modules() if n.endswith((".conv_y", ".conv_b"))]
    for conv in readers:
        conv.bias.add_(conv.weight[:, :, 0, 0] @ mean)
        conv.weight.mul_(std[None, :, None, None])
    z = (z - mean[:, None, None]) / std[:, None, None]
    pick = torch.randperm(z.shape[0] * 256, generator=torch.Generator().manual_seed(1))[:256]
    model.quantize.embedding.weight.copy_(z.permute(0, 2, 3, 1).reshape(-1, CHANNELS)[pick])
    model.save_pretrained(f"{run}/decoder/movq")
    return model


@torch.no_grad()
def latents(run, model):
    """[COUNT, CHANNELS, 16, 16] in half precision: the first pictures, encoded once."""
    path = Path(run) / "latents.pt"
    if not path.exists():
        _, data = pictures.load(run)
        torch.save(torch.cat([model.encode(as_input(data[i:i + 50])).latents.half() for i in range(0, COUNT, 50)]), path)
    return torch.load(path, weights_only=True)


if __name__ == "__main__":
    run = sys.argv[1]
    latents(run, train(run))
