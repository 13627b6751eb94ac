"""Gathers the trained parts into assets/etude/model: half precision, and two small results worked out beforehand; and the
words that étude knows, for the studio to mark and to offer."""
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPVisionModelWithProjection

import latents
import vocabulary
from render import render
from sample import sample
from training import as_input
from vision import SIDE


def fingerprint(path):
    """As the engine takes it: of the length and all bytes, or of the first and last mebibyte of a large file."""
    data, piece = path.read_bytes(), 1 << 20
    body = data if len(data) <= 2 * piece else data[:piece] + data[-piece:]
    return hashlib.sha256(len(data).to_bytes(8, "little") + body).hexdigest()[:16]


def keep(folder, name, weights, values):
    (folder / f"{name}.json").write_text(json.dumps({"weights": fingerprint(weights), "values": [float(v) for v in values]}))


@torch.no_grad()
def export(run, out):
    run, out = Path(run), Path(out)
    shutil.rmtree(out, ignore_errors=True)
    for repo in ("prior", "decoder"):
        shutil.copytree(run / repo, out / repo)
    for path in out.rglob("*.safetensors"):
        save_file({k: v.half() if v.is_floating_point() else v for k, v in load_file(path).items()}, path, metadata={"format": "pt"})
    vision = CLIPVisionModelWithProjection.from_pretrained(out / "prior/image_encoder", dtype=torch.float32)
    zero = vision(torch.zeros(1, 3, SIDE, SIDE)).image_embeds[0]
    keep(out / "prior", "zero_image_embedding", out / "prior/image_encoder/model.safetensors", zero)

    # The latent preview: red, green and blue as linear functions of the latent channels.
    scenes = [sample(np.random.RandomState(9_000_000 + i)) for i in range(200)]
    z = latents.of(scenes)
    x = as_input(np.stack([render(s, z[i, -latents.FREE:].numpy()) for i, s in enumerate(scenes)]))
    small = torch.nn.functional.avg_pool2d(x, latents.CELL)
    a = torch.cat([z, torch.ones_like(z[:, :1])], 1).permute(0, 2, 3, 1).reshape(-1, z.shape[1] + 1)
    rows = torch.linalg.lstsq(a, small.permute(0, 2, 3, 1).reshape(-1, 3), driver="gelsd").solution.T.reshape(-1)
    keep(out / "decoder", "latent_preview", out / "decoder/movq/diffusion_pytorch_model.safetensors", rows)
    (out.parent / "words.json").write_text(json.dumps(vocabulary.listing(), ensure_ascii=False, indent=0) + "\n")
    print(f"{sum(p.stat().st_size for p in out.rglob('*') if p.is_file()) / 1e6:.1f} MB in {out}")


if __name__ == "__main__":
    export(sys.argv[1], sys.argv[2])
