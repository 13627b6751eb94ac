"""The prior: words to a picture's embedding, by diffusion on the embedding (predicting the clean one, as Kandinsky's does).
The text encoder learns with it, and its own projection learns what of the embedding the words settle."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import PriorTransformer, UnCLIPScheduler
from torch import nn
from transformers import CLIPTextModelWithProjection

import embedding
import text
import vocabulary
from captions import caption
from sample import sample
from training import DEVICE, LARGER, fit, half

STEPS, BATCH, NOISES, RATE = 5000, 64, 4, 8e-4
FREE_GENRES = {"composition", "suprematism", "constructivism"}  # what the empty prompt paints


def build():
    return PriorTransformer(num_attention_heads=8, attention_head_dim=40, embedding_dim=embedding.WIDTH, num_layers=3, num_embeddings=77, additional_embeddings=4)


def predict(model, x, t, words, states, mask):
    """The prior for several noises of one text: x [batch, noises, width], t [batch, noises] → [batch, noises, width].

    It is causal and its own four tokens stand after the text's, so the text is worked out once; noises do not see each
    other. Padding is left out: nothing attends to it."""
    b, k, _ = x.shape
    n = states.shape[1]
    time = model.time_embedding(model.time_proj(t.flatten())).reshape(b, k, 1, -1)
    own = torch.cat([model.embedding_proj(words)[:, None, None].expand(-1, k, -1, -1), time, model.proj_in(x)[:, :, None],
                     model.prd_embedding.expand(b, k, -1)[:, :, None]], 2)
    own = own + model.positional_embedding[:, None, -4:]
    h = torch.cat([model.encoder_hidden_states_proj(states) + model.positional_embedding[:, :n], own.flatten(1, 2)], 1)
    at = torch.arange(n + 4 * k, device=x.device)
    group = torch.where(at < n, 0, 1 + (at - n) // 4)
    sees = (at[:, None] >= at[None]) & ((group[None] == 0) | (group[:, None] == group[None]))
    shut = torch.cat([~mask, torch.zeros(b, 4 * k, dtype=torch.bool, device=x.device)], 1)
    bias = torch.where(sees[None] & ~shut[:, None], 0.0, -10000.0).repeat_interleave(model.config.num_attention_heads, 0)
    for block in model.transformer_blocks:
        h = block(h, attention_mask=bias)
    return model.proj_to_clip_embeddings(model.norm_out(h)[:, n + 3::4])


def statistics():
    """Mean and deviation of embeddings: one deviation for all numbers, so that those that say little stay small."""
    rng = np.random.RandomState(99)
    e = torch.from_numpy(embedding.of_all([sample(rng) for _ in range(4000)]))
    return e.mean(0, keepdim=True), e.std() * torch.ones(1, embedding.WIDTH)


def train(run, steps=STEPS):
    torch.manual_seed(3)
    tokenizer = vocabulary.build_tokenizer(run)
    model = nn.ModuleDict({"text": text.build(tokenizer), "prior": build()})
    prior, start = model["prior"], Path(run) / "start/prior"
    prior.clip_mean.data, prior.clip_std.data = statistics()
    if start.exists():
        model["text"].load_state_dict(CLIPTextModelWithProjection.from_pretrained(start / "text_encoder", dtype=torch.float32).state_dict())
        prior.load_state_dict(PriorTransformer.from_pretrained(start / "prior", torch_dtype=torch.float32).state_dict())
    prior.clip_mean.requires_grad_(False), prior.clip_std.requires_grad_(False)
    mean, std = prior.clip_mean.data.clone(), prior.clip_std.data.clone()
    scheduler = UnCLIPScheduler(variance_type="fixed_small_log", num_train_timesteps=1000, clip_sample=True, clip_sample_range=10.0, prediction_type="sample")

    def batch(rng):
        scenes = [sample(rng) for _ in range(LARGER * BATCH)]
        # One caption in ten is empty, so that guidance has something to lead away from.
        empty = len(scenes) // 10
        for i in range(empty):
            while scenes[i].genre not in FREE_GENRES:
                scenes[i] = sample(rng)
        tokens = text.encode(tokenizer, ["" if i < empty else caption(s, rng) for i, s in enumerate(scenes)])
        return tokens["input_ids"], tokens["attention_mask"], (torch.from_numpy(embedding.of_all(scenes)) - mean) / std

    def loss_of(model, step, ids, mask, x0):
        x0k, t = x0[:, None].expand(-1, NOISES, -1), torch.randint(0, 1000, (len(x0), NOISES), device=DEVICE)
        noised = scheduler.add_noise(x0k.flatten(0, 1), torch.randn_like(x0k.flatten(0, 1)), t.flatten()).reshape(x0k.shape)
        with half():
            o = model["text"](input_ids=ids, attention_mask=mask)
            out = predict(model["prior"], noised, t, o.text_embeds, o.last_hidden_state, mask.bool())
        # Both are of embeddings with deviation one.
        near = F.mse_loss((o.text_embeds.float() - mean.to(DEVICE)) / std.to(DEVICE), x0)
        return F.mse_loss(out.float(), x0k) + 0.4 * near

    model = fit("prior", run, model, batch, loss_of, steps, RATE, seed=2)
    save(run, model, scheduler)
    return model


def save(run, model, scheduler):
    model["text"].save_pretrained(f"{run}/prior/text_encoder")
    model["prior"].save_pretrained(f"{run}/prior/prior")
    scheduler.save_pretrained(f"{run}/prior/scheduler")
    (Path(run) / "prior" / "model_index.json").write_text(json.dumps({
        "_class_name": "KandinskyV22PriorPipeline", "_diffusers_version": "0.42.1", "image_encoder": ["transformers", "CLIPVisionModelWithProjection"],
        "image_processor": ["transformers", "CLIPImageProcessor"], "prior": ["diffusers", "PriorTransformer"], "scheduler": ["diffusers", "UnCLIPScheduler"],
        "text_encoder": ["transformers", "CLIPTextModelWithProjection"], "tokenizer": ["transformers", "CLIPTokenizer"]}, indent=1))


if __name__ == "__main__":
    train(sys.argv[1])
