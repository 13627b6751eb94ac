"""The UNet: an image embedding to latents. It predicts the clean latents: the embedding settles all of them but the free
numbers, so no noise need be carried through its narrow layers, as a prediction of noise or velocity would ask. Latents are
worked out from scenes as they are needed, so there is no end of them, and nothing to render."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel

import embedding
import latents
from sample import sample
from scene import SLOTS
from training import DEVICE, LARGER, fit, half

# First on latents of half the side, where all that words say can be learnt in a quarter of the time; then at full size.
STAGES = {16: (6000, 20, 1.2e-3), 32: (9000, 6, 8e-4)}  # side of the latents: steps, batch, learning rate
NEAR = 3      # how much more a latent at a thing counts than one of bare ground, which is most of a picture and soon learnt
BLUR = 0.05   # the prior's embeddings are never exact


def build():
    model = UNet2DConditionModel(
        in_channels=latents.CHANNELS, out_channels=2 * latents.CHANNELS, block_out_channels=(64, 128, 160), layers_per_block=1,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        encoder_hid_dim=embedding.WIDTH, encoder_hid_dim_type="image_proj", addition_embed_type="image", cross_attention_dim=64,
        attention_head_dim=32, resnet_time_scale_shift="scale_shift", sample_size=32)
    model.conv_out.weight.data[latents.CHANNELS:], model.conv_out.bias.data[latents.CHANNELS:] = 0, 0  # the variance half, which a fixed variance never reads
    model.encoder_hid_proj.image_embeds.weight.data.mul_(3)
    share(model)
    return model


@torch.no_grad()
def share(model):
    """Lets each slot speak through two tokens of its own, and all slots in the same way: what one learns, all have learnt.
    The last eight tokens tell the rest of the scene."""
    token, whole = model.encoder_hid_proj.image_embeds, model.add_embedding.image_proj
    rows = token.weight.data[:2 * SLOTS * 64].reshape(SLOTS, 2 * 64, -1)
    own = torch.stack([rows[k][:, k * embedding.SLOT:(k + 1) * embedding.SLOT] for k in range(SLOTS)]).mean(0)
    rest = rows[:, :, SLOTS * embedding.SLOT:].mean(0)
    rows.zero_()
    for k in range(SLOTS):
        rows[k][:, k * embedding.SLOT:(k + 1) * embedding.SLOT] = own
    rows[:, :, SLOTS * embedding.SLOT:] = rest
    bias = token.bias.data[:2 * SLOTS * 64].view(SLOTS, -1)
    bias.copy_(bias.mean(0, keepdim=True).expand_as(bias))
    for weight in (whole.weight.data, token.weight.data[2 * SLOTS * 64:]):
        things = weight[:, :SLOTS * embedding.SLOT].reshape(len(weight), SLOTS, embedding.SLOT)
        weight[:, :SLOTS * embedding.SLOT] = things.mean(1, keepdim=True).expand_as(things).reshape(len(weight), -1)


def scheduler():
    return DDPMScheduler(num_train_timesteps=1000, beta_schedule="linear", beta_start=0.00085, beta_end=0.012, clip_sample=False, thresholding=False,
                         variance_type="fixed_small", prediction_type="sample", steps_offset=1, timestep_spacing="leading")


def batch(rng, size, side):
    """(latents, embeddings, weights) of new scenes; things stand in slots in any order."""
    scenes = [sample(rng) for _ in range(size)]
    z = latents.of(scenes, side)
    e = torch.from_numpy(embedding.of_all(scenes, [rng.permutation(len(s.things)) for s in scenes]))
    near = (z[:, 13] > -1).float()
    w = (1 + (NEAR - 1) * near)[:, None] * channel_weights()
    return z, e, w / w.mean((1, 2, 3), keepdim=True)


def channel_weights():
    """[CHANNELS, 1, 1]: outlines count most, and the nearer thing's more than the farther one's; the free numbers need no
    learning, a picture's manner and weather are the same everywhere."""
    w = torch.ones(latents.CHANNELS)
    w[-latents.FREE:] = 0.1
    w[-latents.FREE - 7:-latents.FREE - 2] = 0.4
    for layer, share in ((0, 1.0), (latents.LAYER, 0.5)):
        w[layer:layer + 8], w[layer + 8:layer + 10] = 0.5 * share, 0.4 * share
        w[layer + 10:layer + 14], w[layer + 14] = 0.7 * share, 6 * share
    return w[:, None, None]


def predict(model, x, t, e):
    with half():
        return model(x, t, None, added_cond_kwargs={"image_embeds": e}).sample[:, :latents.CHANNELS].float()


def own_step(ddpm, x, draft, t, x0, noise):
    """Where a sampling step of the model's own leads from `x`: (latents, timesteps). A model that only ever saw noised truth
    believes what it drew before; one that sees its own drafts learns to mend them (scheduled sampling: Bengio et al., 2015).
    The free numbers have no truth but what was drawn."""
    a = ddpm.alphas_cumprod.to(t.device)[t][:, None, None, None]
    rest = (x - a.sqrt() * draft) / (1 - a).sqrt()
    free = slice(latents.CHANNELS - latents.FREE, None)
    draft[:, free], rest[:, free] = x0[:, free], noise[:, free]
    kept = torch.rand(len(x), 1, 1, 1, device=x.device)
    t = (t * torch.rand(len(x), device=x.device)).long()
    return ddpm.add_noise(draft, kept * rest + (1 - kept ** 2).sqrt() * torch.randn_like(x), t), t


def train(run):
    torch.manual_seed(4)
    model, ddpm = build(), scheduler()
    if (Path(run) / "start/decoder/unet").exists():
        model.load_state_dict(UNet2DConditionModel.from_pretrained(f"{run}/start/decoder/unet", torch_dtype=torch.float32).state_dict())
    for side, (steps, size, rate) in STAGES.items():
        def loss_of(model, step, x0, e, w):
            share(model)
            chance = lambda: torch.rand(len(x0), device=DEVICE)
            noise, t = torch.randn_like(x0), (1000 * chance().sqrt()).long()
            e = e + BLUR * torch.randn_like(e)
            # Guidance leads away from the zero picture's embedding, which is zero; and what little noise hides is to be seen without words.
            e = e * (chance() > torch.where(t < 500, 0.12, 0.03))[:, None]
            x = ddpm.add_noise(x0, noise, t)
            draft = predict(model, x, t, e)
            first = ((draft - x0).pow(2) * w).mean()
            x, t = own_step(ddpm, x, draft.detach(), t, x0, noise)
            return first + ((predict(model, x, t, e) - x0).pow(2) * w).mean()

        model = fit(f"unet{side}", run, model.requires_grad_(True), lambda rng: batch(rng, LARGER * size, side), loss_of, steps, rate, seed=side)
    share(model)
    save(run, model, ddpm)
    return model


def save(run, model, ddpm):
    model.save_pretrained(f"{run}/decoder/unet")
    ddpm.save_pretrained(f"{run}/decoder/scheduler")
    (Path(run) / "decoder" / "model_index.json").write_text(json.dumps({
        "_class_name": "KandinskyV22Pipeline", "_diffusers_version": "0.42.1", "movq": ["diffusers", "VQModel"],
        "scheduler": ["diffusers", "DDPMScheduler"], "unet": ["diffusers", "UNet2DConditionModel"]}, indent=1))


if __name__ == "__main__":
    train(sys.argv[1])
