"""The decoder of MoVQ, trained on with what the UNet makes: latents that lost their detail to noise and got new detail from
the UNet, beside the picture that they should become. So the decoder learns that edges are straight and corners sharp, and
forgives the UNet's waver. Now and then it sees latents of a picture as they are, so as not to forget those.
"""
import sys

import numpy as np
import torch
from diffusers import UNet2DConditionModel, VQModel

import embedding
import movq
import pictures
from group_norm import quicken
from training import as_input, fit
from unet import scheduler

STEPS, BATCH, CELLS = 1500, 4, 12
GUIDANCE = 2.0
DEEPEST, STRIDES = 450, 3  # from at most this timestep back to the clean latents, in so many strides


@torch.no_grad()
def repainted(unet, ddpm, z, e, t):
    """z noised to timestep t and denoised again, without fresh noise."""
    alphas = ddpm.alphas_cumprod
    e = torch.cat([torch.zeros_like(e), e])
    x = ddpm.add_noise(z, torch.randn_like(z), torch.full((len(z),), t))
    for i in range(STRIDES):
        now, then = t * (STRIDES - i) // STRIDES, t * (STRIDES - i - 1) // STRIDES
        away, to = unet(torch.cat([x, x]), now, None, added_cond_kwargs={"image_embeds": e}).sample[:, :movq.CHANNELS].chunk(2)
        v, a = away + GUIDANCE * (to - away), alphas[now]
        clean, noise = a.sqrt() * x - (1 - a).sqrt() * v, a.sqrt() * v + (1 - a).sqrt() * x
        a = alphas[then] if then else torch.tensor(1.0)
        x = a.sqrt() * clean + (1 - a).sqrt() * noise
    return x


def sharpen(run, model, unet, z, steps=STEPS):
    scenes, data = pictures.load(run)
    e, ddpm = torch.from_numpy(embedding.of_all(scenes[:len(z)])), scheduler()
    unet.requires_grad_(False).eval()
    model.requires_grad_(True)
    model.encoder.requires_grad_(False), model.quant_conv.requires_grad_(False), model.quantize.requires_grad_(False)

    def loss_of(model, step):
        rng = np.random.RandomState(step)
        picked = rng.randint(len(z), size=BATCH)
        latents = z[picked].float()
        if step % 4:
            latents = repainted(unet, ddpm, latents, e[picked], int(rng.randint(100, DEEPEST)))
        cells, crops = [], []
        for i, whole in zip(picked, latents):
            t = scenes[i].things[rng.randint(len(scenes[i].things))]
            y, x = (int(np.clip(np.floor(v * 16) - CELLS // 2 + rng.randint(-3, 4), 0, 16 - CELLS)) for v in (t.y, t.x))
            cells.append(whole[:, y:y + CELLS, x:x + CELLS])
            crops.append(data[i, 8 * y:8 * (y + CELLS), 8 * x:8 * (x + CELLS)])
        return movq.likeness(model.decode(torch.stack(cells), force_not_quantize=True).sample, as_input(np.stack(crops)))

    model = fit("decoder", run, quicken(model), loss_of, steps, 8e-4, seed=5)
    model.save_pretrained(f"{run}/decoder/movq")


if __name__ == "__main__":
    run = sys.argv[1]
    sharpen(run, VQModel.from_pretrained(f"{run}/decoder/movq"), UNet2DConditionModel.from_pretrained(f"{run}/decoder/unet"),
            torch.load(f"{run}/latents.pt", weights_only=True))
