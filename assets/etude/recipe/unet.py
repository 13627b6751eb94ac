"""The UNet: an image embedding to latents. It predicts velocity, which keeps the first, noisiest steps, where the
composition is decided, as well trained as the last."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel

import clip
import movq
import pictures
import prior
from training import as_input, fit

# Pictures to train on: the world is simple, so a third of them says it all and is encoded in a few minutes.
STEPS, BATCH, COUNT = 8000, 32, 16_000


def build():
    return UNet2DConditionModel(
        in_channels=4, out_channels=8, block_out_channels=(64, 96, 128), layers_per_block=1,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        encoder_hid_dim=clip.WIDTH, encoder_hid_dim_type="image_proj", addition_embed_type="image", cross_attention_dim=64,
        attention_head_dim=32, resnet_time_scale_shift="scale_shift", sample_size=16)


def scheduler():
    return DDPMScheduler(num_train_timesteps=1000, beta_schedule="linear", beta_start=0.00085, beta_end=0.012, clip_sample=False, thresholding=False,
                         variance_type="fixed_small", prediction_type="v_prediction", steps_offset=1, timestep_spacing="leading")


@torch.no_grad()
def latents(run, codec):
    path = Path(run) / "latents.pt"
    if not path.exists():
        _, data = pictures.load(run)
        torch.save(torch.cat([codec.encode(as_input(data[i:i + 50])).latents.half() for i in range(0, COUNT, 50)]), path)
    return torch.load(path, weights_only=True)


def train(run, z, e, zero, steps=STEPS):
    torch.manual_seed(4)
    model = build()
    model.conv_out.weight.data[4:], model.conv_out.bias.data[4:] = 0, 0  # the variance half, which a fixed variance never reads
    ddpm = scheduler()

    def loss_of(model, step):
        picked = torch.randint(len(z), (BATCH,))
        x0, noise, t = z[picked].float(), torch.randn(BATCH, 4, 16, 16), torch.randint(0, 1000, (BATCH,))
        cond = e[picked] + 0.1 * e.std(0) * torch.randn(BATCH, e.shape[1])  # the prior's embeddings are never exact
        cond = torch.where(torch.rand(BATCH, 1) < 0.08, zero, cond)
        out = model(ddpm.add_noise(x0, noise, t), t, None, added_cond_kwargs={"image_embeds": cond}).sample[:, :4]
        return (out.float() - ddpm.get_velocity(x0, noise, t)).pow(2).mean()

    model = fit("unet", run, model, loss_of, steps, 1e-3, seed=4, average=0.999)
    model.save_pretrained(f"{run}/decoder/unet")
    ddpm.save_pretrained(f"{run}/decoder/scheduler")
    (Path(run) / "decoder" / "model_index.json").write_text(json.dumps({
        "_class_name": "KandinskyV22Pipeline", "_diffusers_version": "0.42.1", "movq": ["diffusers", "VQModel"],
        "scheduler": ["diffusers", "DDPMScheduler"], "unet": ["diffusers", "UNet2DConditionModel"]}, indent=1))
    return model


if __name__ == "__main__":
    run = sys.argv[1]
    pair, _ = clip.train(run)
    train(run, latents(run, movq.train(run)), *prior.embeddings(run, pair, COUNT))
