"""What the trainings share: where they run; and a resumable loop with a learning rate that warms up and at the end goes down, and an
average of the weights. Batches are drawn in processes of their own where there are any, always the same ones for a step."""
import copy
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from group_norm import quicken

THREADS = int(os.environ.get("ETUDE_THREADS", "2"))
DEVICE = os.environ.get("ETUDE_DEVICE") or ("cuda" if torch.cuda.is_available() else "cpu")
WORKERS = int(os.environ.get("ETUDE_WORKERS") or (0 if DEVICE == "cpu" else os.cpu_count()))
LARGER = int(os.environ.get("ETUDE_LARGER", "1"))  # batches are so many times larger: a graphics card draws many pictures at once
COOLING = 0.5  # the share of the steps over which the learning rate goes down


class Batches(Dataset):
    """The batches of all steps; `batch_of` (numpy RandomState → tensors on the CPU)."""

    def __init__(self, batch_of, seed):
        self.batch_of, self.seed = batch_of, seed

    def __getitem__(self, step):
        torch.manual_seed(self.seed * 1_000_003 + step)
        return self.batch_of(np.random.RandomState(self.seed * 1_000_000 + step))


def half():
    """Half precision, where it is precise enough."""
    return torch.autocast(DEVICE, torch.bfloat16)


def fit(name, run, model, batch_of, loss_of, steps, lr, seed, average=0.998, save_every=200, log_every=25, weight_decay=1e-4):
    """Minimises loss_of(model, step, *batch) over `steps` steps and returns the averaged model, on the CPU. Interrupted, it goes on from
    its last checkpoint; the file `<name>.end` in the run's folder, with a number of steps in it, sets another end."""
    torch.set_num_threads(THREADS)
    Path(run).mkdir(parents=True, exist_ok=True)
    path = Path(run) / f"{name}.pt"
    model = (quicken(model) if DEVICE == "cpu" else model).to(DEVICE)
    averaged = copy.deepcopy(model).eval().requires_grad_(False)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=lr, betas=(0.9, 0.98), weight_decay=weight_decay)
    start = 0
    if path.exists():
        kept = torch.load(path, weights_only=True, map_location=DEVICE)
        model.load_state_dict(kept["model"]), averaged.load_state_dict(kept["averaged"]), optimizer.load_state_dict(kept["optimizer"])
        start = kept["step"]
    began, mean = time.time(), None
    ending = Path(run) / f"{name}.end"
    batches = DataLoader(Batches(batch_of, seed), batch_size=None, sampler=range(start, 10 ** 9), num_workers=WORKERS, pin_memory=DEVICE != "cpu")
    floats = lambda of: [v for v in of.state_dict().values() if v.is_floating_point()]
    for step, batch in enumerate(batches, start):
        steps = int(ending.read_text()) if ending.exists() else steps
        if step >= steps:
            break
        torch.manual_seed(seed * 1_000_003 + step)  # a resumed run draws what an uninterrupted one would have drawn
        for group in optimizer.param_groups:
            group["lr"] = lr * min(1, (step + 1) / 150) * (0.02 + 0.98 * min(1, (steps - step) / (COOLING * steps)))
        loss = loss_of(model, step, *(t.to(DEVICE, non_blocking=True) for t in batch))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        # A loss that is no number has gradients that are none.
        if torch.isfinite(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)):
            optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(floats(averaged), floats(model), 1 - min(average, (step + 1) / (step + 10)))
        if (step + 1) % log_every == 0:
            mean = loss.item() if mean is None else 0.6 * mean + 0.4 * loss.item()
            print(f"{name} {step + 1}/{steps} loss {mean:.4f} {(time.time() - began) / (step + 1 - start):.2f} s a step", flush=True)
        if (step + 1) % save_every == 0 or step + 1 == steps:
            torch.save({"model": model.state_dict(), "averaged": averaged.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, path.with_suffix(".tmp"))
            path.with_suffix(".tmp").replace(path)
    return averaged.cpu()


def as_input(pictures):
    """Bytes [batch, side, side, 3] → floats [batch, 3, side, side] in −1..1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
