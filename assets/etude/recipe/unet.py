"""The UNet: an image embedding to latents. It predicts velocity, which keeps the first, noisiest steps, where the
composition is decided, as well trained as the last."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel

import embedding
import pictures
from movq import CHANNELS
from training import fit

STEPS, BATCH = 6500, 32
DETAIL_ROUNDS, DETAIL_BELOW = (1500, 3000), 600  # further rounds dwell on the timesteps where outlines are settled
NEAR = 4  # how much more a latent at a thing counts than one of bare ground, which is most of a picture and soon learnt


def build():
    return UNet2DConditionModel(
        in_channels=CHANNELS, out_channels=2 * CHANNELS, block_out_channels=(64, 96, 128), layers_per_block=1,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        encoder_hid_dim=embedding.WIDTH, encoder_hid_dim_type="image_proj", addition_embed_type="image", cross_attention_dim=64,
        attention_head_dim=32, resnet_time_scale_shift="scale_shift", sample_size=16)


def scheduler():
    return DDPMScheduler(num_train_timesteps=1000, beta_schedule="linear", beta_start=0.00085, beta_end=0.012, clip_sample=False, thresholding=False,
                         variance_type="fixed_small", prediction_type="v_prediction", steps_offset=1, timestep_spacing="leading")


def weights(scene):
    """[16, 16] float32 of mean one: what each latent of a picture counts in the loss."""
    v = (np.arange(16) + 0.5) / 16
    near = np.any([np.hypot(v[None, :] - t.x, v[:, None] - t.y) < 1.4 * t.r + 0.06 for t in scene.things], 0)
    out = np.where(near, NEAR, 1).astype("float32")
    return out / out.mean()


def train(run, z, steps=STEPS, detail_rounds=DETAIL_ROUNDS):
    torch.manual_seed(4)
    scenes = pictures.load(run)[0][:len(z)]
    e, w = torch.from_numpy(embedding.of_all(scenes)), torch.from_numpy(np.stack([weights(s) for s in scenes]))
    model = build()
    model.conv_out.weight.data[CHANNELS:], model.conv_out.bias.data[CHANNELS:] = 0, 0  # the variance half, which a fixed variance never reads
    ddpm = scheduler()

    def loss_below(deepest, model):
        picked = torch.randint(len(z), (BATCH,))
        x0 = z[picked].float()
        noise, t = torch.randn_like(x0), torch.randint(0, deepest, (BATCH,))
        cond = e[picked] + 0.12 * torch.randn(BATCH, embedding.WIDTH)  # the prior's embeddings are never exact
        cond = cond * (torch.rand(BATCH, 1) > 0.08)  # guidance leads away from the zero picture's embedding, which is zero
        out = model(ddpm.add_noise(x0, noise, t), t, None, added_cond_kwargs={"image_embeds": cond}).sample[:, :CHANNELS]
        return ((out - ddpm.get_velocity(x0, noise, t)).pow(2) * w[picked, None]).mean()

    model = fit("unet", run, model, lambda model, step: loss_below(1000, model), steps, 1e-3, seed=4, average=0.999)
    # Every fourth step sees all timesteps, so that the composition is not forgotten.
    detail = lambda model, step: loss_below(DETAIL_BELOW if step % 4 else 1000, model)
    for number, detail_steps in enumerate(detail_rounds, 1):
        model = fit(f"detail{number}", run, model.requires_grad_(True), detail, detail_steps, 5e-4, seed=5 + number)
    model.save_pretrained(f"{run}/decoder/unet")
    ddpm.save_pretrained(f"{run}/decoder/scheduler")
    (Path(run) / "decoder" / "model_index.json").write_text(json.dumps({
        "_class_name": "KandinskyV22Pipeline", "_diffusers_version": "0.42.1", "movq": ["diffusers", "VQModel"],
        "scheduler": ["diffusers", "DDPMScheduler"], "unet": ["diffusers", "UNet2DConditionModel"]}, indent=1))
    return model


if __name__ == "__main__":
    run = sys.argv[1]
    train(run, torch.load(Path(run) / "latents.pt", weights_only=True))
