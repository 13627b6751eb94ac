"""The samplers of Kandinsky 3's authors, written from the formulas of the papers, and what they make step by step of fixed predictions and
fixed noise.

    python kandinsky3_samplers.py > ../fixtures/kandinsky3_samplers.json
    python kandinsky3_samplers.py roots     # the table in engine/src/schedulers/kandinsky3.rs

Notation is that of Ho et al. (2020): a(t) is the product of 1 - beta up to t. The cosine schedule is formula 17 of Nichol & Dhariwal (2021), a
step formula 12 of Song et al. (2020) with its variance times eta, dynamic thresholding section 2.3 of Saharia et al. (2022).

A step's weights are worked out by torch in single precision on the CPU, as the authors' are: at the noisiest timesteps what rounding leaves of
1 - a - variance is what pictures were painted with. All else is in double precision, but for Flash, whose weights lose nothing.
"""
import json
import math
import sys

import numpy as np
import torch

TRAINED = 1000


def alphas():
    """a(t), each beta at most 0.999; betas and 1 - beta in single precision, their products summed up in double, as PyTorch does."""
    f = lambda t: math.cos((t / TRAINED + 0.008) / 1.008 * math.pi / 2) ** 2
    beta = np.array([min(1 - f(t + 1) / f(t), 0.999) for t in range(TRAINED)], dtype=np.float32)
    return np.cumprod((1 - beta).astype(np.float64))


A = alphas()


def in_range(x, percentile):
    """Dynamic thresholding: beyond the percentile of the magnitudes values are cut, and what is left shrinks to -1..1."""
    s = max(1.0, np.quantile(np.abs(x), percentile))
    return np.clip(x, -s, s) / s


def timesteps(steps):
    """From the noisiest down, evenly; what is behind the last is 0."""
    stride = math.ceil(TRAINED / steps)
    return list(range(TRAINED - 1, 0, -stride))


def weights(t, before, eta):
    """The roots of a(t), 1 - a(t), a(before), of what is left of 1 and of the variance: single precision, as PyTorch rounds."""
    now, then = (torch.tensor([A[i]], dtype=torch.float64).float() for i in (t, before))
    deviation = torch.sqrt(eta * (1.0 - now / then) * (1.0 - then) / (1.0 - now))
    left = torch.sqrt(torch.clip(1.0 - then - deviation**2, min=0.0))
    return [float(v) for v in (torch.sqrt(now), torch.sqrt(1.0 - now), torch.sqrt(then), left, deviation)]


def roots():
    """Where a step from the noisiest timestep has another root of its variance than the nearest number, and how many numbers up."""
    for stride in sorted({math.ceil(TRAINED / steps) for steps in range(1, TRAINED)}):
        before = max(TRAINED - 1 - stride, 0)
        now, then = (torch.tensor([A[i]], dtype=torch.float64).float() for i in (TRAINED - 1, before))
        variance = 1.0 * (1.0 - now / then) * (1.0 - then) / (1.0 - now)
        bits = [int(v.view(np.int32)[0]) for v in (torch.sqrt(variance).numpy(), np.sqrt(variance.numpy()))]
        if bits[0] != bits[1]:
            yield before, bits[0] - bits[1]


def step(x, noise, prediction, t, before, percentile, eta):
    """x_t to x_before. `prediction` is of the noise in x, `noise` is fresh."""
    signal, level, towards, onwards, deviation = weights(t, before, eta)
    x0 = in_range((x - level * prediction) / signal, percentile)
    direction = (x - signal * x0) / level
    mean = towards * x0 + onwards * direction
    return mean + (deviation * noise if before else 0)


FLASH = [979, 729, 479, 229]


def renoised(x0, noise, t):
    """What a step of Flash starts from."""
    return math.sqrt(A[t]) * x0 + math.sqrt(1 - A[t]) * noise


def guessed(x, prediction, t):
    """What it ends with."""
    return (x - math.sqrt(1 - A[t]) * prediction) / math.sqrt(A[t])


def table():
    config = lambda percentile: {"beta_schedule": "squaredcos_cap_v2", "thresholding": True, "dynamic_thresholding_ratio": percentile,
                                 "sample_max_value": 1e30, "reference": "authors3"}
    size, short = 24, lambda x: [float(str(np.float32(v))) for v in x]
    single = lambda x: x.astype(np.float32).astype(np.float64)
    for number, (kind, steps, percentile, eta) in enumerate([("ddpm", 50, 0.99, 1.0), ("ddpm", 7, 0.95, 1.0), ("ddpm", 30, 0.99, 1.0), ("ddim", 9, 0.99, 0.0),
                                                            ("ddim", 4, 0.6, 0.35), ("flash", 4, 0.99, 0.0)]):
        rnd = np.random.default_rng(number)
        draw = lambda: single(rnd.standard_normal(size))
        visited = FLASH if kind == "flash" else timesteps(steps)
        case = {"kind": kind, "config": config(percentile), "steps": steps, "eta": eta, "timesteps": visited, "predictions": [], "noises": [], "samples": []}
        x = draw()
        if kind == "flash":
            case["first"] = short(x)
            case["noises"].append(short(noise := draw()))
            x = single(renoised(x, noise, visited[0]))
        case["start"] = short(x)
        for t, before in zip(visited, visited[1:] + [0]):
            # Such as give clean samples from well inside to far outside of the range.
            prediction = single(0.9 * x + 0.6 * draw())
            if kind == "flash":
                x = guessed(x, prediction, t)
                if before:
                    case["noises"].append(short(noise := draw()))
                    x = renoised(x, noise, before)
            else:
                case["noises"].append(short(noise := draw()))
                x = step(x, noise, prediction, t, before, percentile, eta)
            x = single(x)
            case["predictions"].append(short(prediction))
            case["samples"].append(short(x))
        yield case


if __name__ == "__main__":
    if sys.argv[1:] == ["roots"]:
        print("\n".join(f"    ({before}, {up})," for before, up in roots()))
    else:
        print(json.dumps(list(table())))
