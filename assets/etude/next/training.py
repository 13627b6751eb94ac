"""What the trainings share: a resumable loop with a learning rate that warms up and at the end goes down, and an average of the weights."""
import copy
import os
import time
from pathlib import Path

import torch

THREADS = int(os.environ.get("ETUDE_THREADS", "2"))
COOLING = 0.5  # the share of the steps over which the learning rate goes down


def fit(name, run, model, loss_of, steps, lr, seed=0, average=0.998, save_every=200, log_every=25, weight_decay=1e-4):
    """Minimises loss_of(model, step) over `steps` steps and returns the averaged model. Interrupted, it goes on from its last checkpoint; the file `<name>.end` in the run's folder, with a number of steps in it, sets another end."""
    torch.set_num_threads(THREADS)
    Path(run).mkdir(parents=True, exist_ok=True)
    path = Path(run) / f"{name}.pt"
    averaged = copy.deepcopy(model).eval().requires_grad_(False)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay)
    start = 0
    if path.exists():
        kept = torch.load(path, weights_only=True)
        model.load_state_dict(kept["model"]), averaged.load_state_dict(kept["averaged"]), optimizer.load_state_dict(kept["optimizer"])
        start = kept["step"]
    began, mean = time.time(), None
    ending = Path(run) / f"{name}.end"
    for step in range(start, 10 ** 9):
        steps = int(ending.read_text()) if ending.exists() else steps
        if step >= steps:
            break
        torch.manual_seed(seed * 1_000_003 + step)  # a resumed run draws what an uninterrupted one would have drawn
        for group in optimizer.param_groups:
            group["lr"] = lr * min(1, (step + 1) / 150) * (0.02 + 0.98 * min(1, (steps - step) / (COOLING * steps)))
        loss = loss_of(model, step)
        if not torch.isfinite(loss):
            continue
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        decay = min(average, (step + 1) / (step + 10))
        with torch.no_grad():
            for a, p in zip(averaged.state_dict().values(), model.state_dict().values()):
                a.lerp_(p, 1 - decay) if a.is_floating_point() else a.copy_(p)
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if (step + 1) % log_every == 0:
            print(f"{name} {step + 1}/{steps} loss {mean:.4f} {(time.time() - began) / (step + 1 - start):.2f} s a step", flush=True)
        if (step + 1) % save_every == 0 or step + 1 == steps:
            torch.save({"model": model.state_dict(), "averaged": averaged.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, path.with_suffix(".tmp"))
            path.with_suffix(".tmp").replace(path)
    return averaged


def as_input(pictures):
    """Bytes [batch, side, side, 3] → floats [batch, 3, side, side] in −1..1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
