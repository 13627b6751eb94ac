"""Step by step what diffusers' schedulers make of fixed predictions and fixed noise, for settings beyond the checkpoints'.

    python schedulers.py > ../fixtures/schedulers.json
"""
import json

import numpy as np
import torch
from diffusers import (DDIMScheduler, DDPMScheduler, DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler,
                       UnCLIPScheduler, UniPCMultistepScheduler)
from diffusers.schedulers import scheduling_ddim, scheduling_ddpm, scheduling_euler_ancestral_discrete, scheduling_unclip

SHAPE = (1, 4, 2, 3)
CLASSES = {"ddpm": DDPMScheduler, "unclip": UnCLIPScheduler, "ddim": DDIMScheduler, "dpm-solver": DPMSolverMultistepScheduler,
           "dpm-solver-karras": DPMSolverMultistepScheduler, "euler": EulerDiscreteScheduler,
           "euler-ancestral": EulerAncestralDiscreteScheduler, "unipc": UniPCMultistepScheduler}
common = dict(beta_start=0.00085, beta_end=0.012)
published = dict(common, beta_schedule="linear", clip_sample=True, clip_sample_range=1.0, steps_offset=1, timestep_spacing="leading")
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
    ("ddim", published, 6),
    ("ddim", dict(common, clip_sample=False, set_alpha_to_one=False, steps_offset=1), 7, 0.6),
    ("ddim", dict(common, clip_sample=False, thresholding=True, sample_max_value=2.0, prediction_type="v_prediction", timestep_spacing="trailing"), 4, 1.0),
    ("ddim", dict(clip_sample=True, prediction_type="sample", beta_schedule="squaredcos_cap_v2", timestep_spacing="linspace"), 5),
]
for kind in ("dpm-solver", "dpm-solver-karras", "euler", "euler-ancestral", "unipc"):
    CASES += [(kind, dict(published), 1), (kind, dict(published), 10),
              (kind, dict(common, beta_schedule="scaled_linear", timestep_spacing="linspace", prediction_type="v_prediction"), 6),
              (kind, dict(common, timestep_spacing="trailing", rescale_betas_zero_snr=True, prediction_type="v_prediction"), 5)]
for kind in ("dpm-solver", "dpm-solver-karras", "unipc"):
    CASES += [(kind, dict(beta_schedule="squaredcos_cap_v2", prediction_type="sample", thresholding=True, sample_max_value=1.5, timestep_spacing="leading"), 9)]

out = []
for number, (kind, config, steps, *eta) in enumerate(CASES):
    g = torch.Generator().manual_seed(number)
    noises = []

    def draw(shape, **_):
        noises.append(torch.randn(shape, generator=g))
        return noises[-1]
    for module in (scheduling_ddim, scheduling_ddpm, scheduling_euler_ancestral_discrete, scheduling_unclip):
        module.randn_tensor = draw
    # Schedulers other than DDPM are made of its settings as a pipeline would make them: each takes what it knows.
    settings = dict(config, use_karras_sigmas=True) if "karras" in kind else config
    scheduler = CLASSES[kind].from_config(settings)
    scheduler.set_timesteps(steps)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(0)  # timesteps can repeat, and the reference would look a step up by them
    x, wide = torch.randn(SHAPE, generator=g), config.get("variance_type") == "learned_range"
    case = {"kind": kind, "config": config, "steps": steps, "timesteps": scheduler.timesteps.tolist(), "start": x.flatten().tolist(), "predictions": [], "samples": []}
    if eta:
        case["eta"] = eta[0]
    if kind.startswith("euler"):
        case |= {"initial_scale": float(scheduler.init_noise_sigma), "inputs": []}
        x = x * scheduler.init_noise_sigma
        case["start"] = x.flatten().tolist()
    for i, t in enumerate(scheduler.timesteps):
        prediction = 1.3 * torch.randn(1, 8 if wide else 4, 2, 3, generator=g)
        more = {}
        if kind == "unclip":
            more["prev_timestep"] = scheduler.timesteps[i + 1] if i + 1 < steps else None
        if eta:
            more["eta"] = eta[0]
        if kind.startswith("euler"):
            case["inputs"].append(scheduler.scale_model_input(x, t).flatten().tolist())
        x = scheduler.step(prediction, t, x, **more).prev_sample
        case["predictions"].append(prediction.flatten().tolist())
        case["samples"].append(x.flatten().tolist())
    case["noises"] = [n.flatten().tolist() for n in noises]
    out.append(case)


def short(value):
    """As few digits as tell single-precision numbers apart."""
    if isinstance(value, float):
        return float(str(np.float32(value)))
    if isinstance(value, list):
        return [short(v) for v in value]
    return value


print(json.dumps([{k: short(v) if isinstance(v, list) else v for k, v in case.items()} for case in out]))
