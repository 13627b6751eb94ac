"""Step by step what diffusers' schedulers make of fixed predictions and fixed noise, for settings beyond the checkpoints'.

    python schedulers.py > ../fixtures/schedulers.json
"""
import json

import torch
from diffusers import DDPMScheduler, UnCLIPScheduler
from diffusers.schedulers import scheduling_ddpm, scheduling_unclip

SHAPE = (1, 4, 2, 3)
common = dict(beta_start=0.00085, beta_end=0.012)
CASES = [
    ("ddpm", dict(common, clip_sample=False, variance_type="fixed_small", steps_offset=1), 5),
    ("ddpm", dict(common, clip_sample=True, clip_sample_range=0.7, variance_type="fixed_small_log"), 4),
    ("ddpm", dict(common, clip_sample=False, variance_type="fixed_large", beta_schedule="scaled_linear"), 7),
    ("ddpm", dict(common, clip_sample=False, variance_type="learned_range", thresholding=True, sample_max_value=1.7), 6),
    ("ddpm", dict(clip_sample=False, prediction_type="v_prediction", beta_schedule="squaredcos_cap_v2", timestep_spacing="trailing"), 9),
    ("ddpm", dict(clip_sample=True, prediction_type="sample", beta_schedule="sigmoid", timestep_spacing="linspace"), 3),
    ("ddpm", dict(common, clip_sample=False, rescale_betas_zero_snr=True, prediction_type="v_prediction", timestep_spacing="trailing"), 4),
    ("ddpm", dict(common, clip_sample=False, trained_betas=[0.01 + 0.001 * i for i in range(50)], num_train_timesteps=50), 50),
    ("unclip", dict(clip_sample_range=5.0, prediction_type="sample"), 2),
    ("unclip", dict(clip_sample=False, prediction_type="sample"), 11),
    ("unclip", dict(clip_sample_range=2.0, prediction_type="epsilon"), 6),
]

out = []
for number, (kind, config, steps) in enumerate(CASES):
    g = torch.Generator().manual_seed(number)
    noises = []

    def draw(shape, **_):
        noises.append(torch.randn(shape, generator=g))
        return noises[-1]
    scheduling_ddpm.randn_tensor = scheduling_unclip.randn_tensor = draw
    scheduler = (DDPMScheduler if kind == "ddpm" else UnCLIPScheduler)(**config)
    scheduler.set_timesteps(steps)
    x, wide = torch.randn(SHAPE, generator=g), config.get("variance_type") == "learned_range"
    case = {"kind": kind, "config": config, "steps": steps, "timesteps": scheduler.timesteps.tolist(), "start": x.flatten().tolist(), "predictions": [], "samples": []}
    for i, t in enumerate(scheduler.timesteps):
        prediction = 1.3 * torch.randn(1, 8 if wide else 4, 2, 3, generator=g)
        more = {}
        if kind == "unclip":
            more["prev_timestep"] = scheduler.timesteps[i + 1] if i + 1 < steps else None
        x = scheduler.step(prediction, t, x, **more).prev_sample
        case["predictions"].append(prediction.flatten().tolist())
        case["samples"].append(x.flatten().tolist())
    case["noises"] = [n.flatten().tolist() for n in noises]
    out.append(case)
print(json.dumps(out))
