"""The image encoder: learns to see in a picture the embedding that its scene was written down as. A picture does not say in
which order its things were named, so they stand in the order of their kinds, and of one kind from left to right."""
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection

import embedding
from kinds import NUMBER
from render import render
from sample import sample
from training import LARGER, as_input, fit, half

COUNT, STEPS, BATCH, SIDE, RATE = 10_000, 4000, 32, 128, 1e-3
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]


def build():
    return CLIPVisionModelWithProjection(CLIPVisionConfig(
        hidden_size=160, intermediate_size=256, num_hidden_layers=4, num_attention_heads=5, image_size=SIDE, patch_size=16,
        projection_dim=embedding.WIDTH, hidden_act="gelu"))


def scene_of(i):
    return sample(np.random.RandomState(7_000_000 + i))


def seen_order(scene):
    return sorted(range(len(scene.things)), key=lambda i: (NUMBER[scene.things[i].kind], scene.things[i].x))


def small(picture):
    """A picture as the image processor hands it on."""
    return np.asarray(Image.fromarray(picture).resize((SIDE, SIDE), Image.BICUBIC))


def pictures(run):
    """Memory-mapped [COUNT, SIDE, SIDE, 3] of bytes; drawn once."""
    path = Path(run) / "pictures.npy"
    done = Path(run) / "pictures.done"
    out = np.lib.format.open_memmap(path, "r+" if path.exists() else "w+", "uint8", (COUNT, SIDE, SIDE, 3))
    begin = int(done.read_text()) if done.exists() else 0
    for i in range(begin, COUNT):
        free = np.random.RandomState(i).randn(3, 32, 32).astype("float32")
        out[i] = small(render(scene_of(i), free))
        if (i + 1) % 500 == 0:
            out.flush()
            done.write_text(str(i + 1))
    return out


def pixel_values(x):
    """−1..1 pictures → what CLIP's image processor makes of them at this very size."""
    mean, std = (torch.tensor(v, device=x.device)[:, None, None] for v in (MEAN, STD))
    return ((x + 1) / 2 - mean) / std


def train(run, steps=STEPS):
    torch.manual_seed(2)
    data = pictures(run)
    scenes = [scene_of(i) for i in range(COUNT)]
    target = torch.from_numpy(embedding.of_all(scenes, [seen_order(s) for s in scenes]))
    model = build()
    if (Path(run) / "start/prior/image_encoder").exists():
        model.load_state_dict(CLIPVisionModelWithProjection.from_pretrained(f"{run}/start/prior/image_encoder", dtype=torch.float32).state_dict())

    def batch(rng):
        picked = np.sort(rng.randint(COUNT, size=LARGER * BATCH))
        return as_input(data[picked]), target[picked]

    def loss_of(model, step, x, target):
        with half():
            seen = model(pixel_values(x)).image_embeds
        return F.mse_loss(seen.float(), target)

    model = fit("vision", run, model, batch, loss_of, steps, RATE, seed=2)
    silence_zero(model)
    model.save_pretrained(f"{run}/prior/image_encoder")
    CLIPImageProcessor(crop_size={"height": SIDE, "width": SIDE}, size={"shortest_edge": SIDE}, image_mean=MEAN, image_std=STD,
                       resample=3, do_resize=True, do_center_crop=True, do_normalize=True).save_pretrained(f"{run}/prior/image_processor")


@torch.no_grad()
def silence_zero(model):
    """Turns the projection away from the zero picture, so that its embedding is zero, as the UNet learns it."""
    seen = model.vision_model(torch.zeros(1, 3, SIDE, SIDE)).pooler_output[0]
    weight = model.visual_projection.weight
    weight.sub_(torch.outer(weight @ seen, seen) / seen.dot(seen))


if __name__ == "__main__":
    if sys.argv[2:] == ["pictures"]:
        pictures(sys.argv[1])
    else:
        train(sys.argv[1])
