"""The prior: words to a picture's embedding, by diffusion on the embedding (predicting the clean one, as Kandinsky's does)."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import PriorTransformer, UnCLIPScheduler

import clip
import pictures
from captions import caption
from training import as_input, fit

STEPS, BATCH, COUNT = 2600, 96, 24_000


def build():
    return PriorTransformer(num_attention_heads=5, attention_head_dim=32, embedding_dim=clip.WIDTH, num_layers=4, num_embeddings=77, additional_embeddings=4)


@torch.no_grad()
def embeddings(run, pair, count=COUNT):
    """Image embeddings of the first training pictures [count, WIDTH], and of the zero picture [1, WIDTH]."""
    _, data = pictures.load(run)
    e = torch.cat([pair.vision(clip.pixel_values(as_input(data[i:i + 100]))).image_embeds for i in range(0, count, 100)])
    return e, pair.vision(torch.zeros(1, 3, 128, 128)).image_embeds


def train(run, pair, tokenizer, e, steps=STEPS):
    torch.manual_seed(3)
    scenes, _ = pictures.load(run)
    model = build()
    mean, std = e.mean(0, keepdim=True), e.std(0, keepdim=True)
    model.clip_mean.data, model.clip_std.data = mean, std
    model.clip_mean.requires_grad_(False), model.clip_std.requires_grad_(False)
    target = (e - mean) / std
    scheduler = UnCLIPScheduler(variance_type="fixed_small_log", num_train_timesteps=1000, clip_sample=True, clip_sample_range=10.0, prediction_type="sample")

    def loss_of(model, step):
        rng = np.random.RandomState(step)
        picked = rng.randint(len(e), size=BATCH)
        # One caption in eight is empty, so that guidance has something to lead away from.
        tokens = clip.encode(tokenizer, ["" if rng.rand() < 0.125 else caption(scenes[i], rng) for i in picked])
        with torch.no_grad():
            o = pair.text(tokens["input_ids"])
        x0 = target[picked]
        t = torch.randint(0, 1000, (BATCH,))
        x = scheduler.add_noise(x0, torch.randn_like(x0), t)
        out = model(x, t, o.text_embeds.float(), o.last_hidden_state.float(), tokens["attention_mask"].bool()).predicted_image_embedding
        return (out.float() - x0).pow(2).mean()

    model = fit("prior", run, model, loss_of, steps, 6e-4, seed=3)
    model.save_pretrained(f"{run}/prior/prior")
    scheduler.save_pretrained(f"{run}/prior/scheduler")
    (Path(run) / "prior" / "model_index.json").write_text(json.dumps({
        "_class_name": "KandinskyV22PriorPipeline", "_diffusers_version": "0.42.1", "image_encoder": ["transformers", "CLIPVisionModelWithProjection"],
        "image_processor": ["transformers", "CLIPImageProcessor"], "prior": ["diffusers", "PriorTransformer"], "scheduler": ["diffusers", "UnCLIPScheduler"],
        "text_encoder": ["transformers", "CLIPTextModelWithProjection"], "tokenizer": ["transformers", "CLIPTokenizer"]}, indent=1))
    return model


if __name__ == "__main__":
    run = sys.argv[1]
    pair, tokenizer = clip.train(run)
    train(run, pair, tokenizer, embeddings(run, pair)[0])
