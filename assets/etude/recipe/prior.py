"""The prior: words to a picture's embedding, by diffusion on the embedding (predicting the clean one, as Kandinsky's does).
The text encoder learns with it, and its own projection learns what of the embedding the words settle.

Which of two things stands above the other is a small part of the embedding and of the captions, and is learnt last; a
second round dwells on it."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import PriorTransformer, UnCLIPScheduler
from torch import nn

import embedding
import pictures
import text
from captions import caption
from training import fit
from world import COLOURS, RELATIONS

STEPS, BATCH = 5000, 96
RELATION_STEPS, RELATED = 1200, 0.6  # share of scenes with a relation in the second round


def build():
    return PriorTransformer(num_attention_heads=6, attention_head_dim=32, embedding_dim=embedding.WIDTH, num_layers=4, num_embeddings=77, additional_embeddings=4)


def predict(model, x, t, words, states, mask):
    """The prior without the padding between the words and its own four tokens: nothing attends to it, so leaving it out changes nothing."""
    n = states.shape[1]
    places = torch.cat([model.positional_embedding[:, :n], model.positional_embedding[:, -4:]], 1)
    short = {"positional_embedding": places, "causal_attention_mask": model.causal_attention_mask[:, : n + 4, : n + 4]}
    return torch.func.functional_call(model, short, (x, t, words, states, mask)).predicted_image_embedding


def related(scenes):
    """[scenes, 6]: in the order of the embedding, is the first above, below, left of, right of, inside the second, or around it?"""
    opposite = {"above": "below", "below": "above", "left of": "right of", "right of": "left of", "inside": "holds"}
    out = torch.zeros(len(scenes), 6)
    for row, scene in zip(out, scenes):
        if scene.relation:
            first, second = (COLOURS.index(t.colour) for t in scene.things[:2])
            row[[*RELATIONS, "holds"].index(scene.relation if first < second else opposite[scene.relation])] = 1
    return out


def train(run, steps=STEPS, relation_steps=RELATION_STEPS):
    torch.manual_seed(3)
    tokenizer = text.build_tokenizer(run)
    scenes, _ = pictures.load(run)
    with_relation = np.array([i for i, s in enumerate(scenes) if s.relation])
    target = torch.from_numpy(embedding.of_all(scenes))
    prior = build()
    mean, std = target.mean(0, keepdim=True), target.std() * torch.ones(1, embedding.WIDTH)
    prior.clip_mean.data, prior.clip_std.data = mean, std
    target = (target - mean) / std
    model = nn.ModuleDict({"text": text.Text(tokenizer), "prior": prior})
    scheduler = UnCLIPScheduler(variance_type="fixed_small_log", num_train_timesteps=1000, clip_sample=True, clip_sample_range=10.0, prediction_type="sample")

    def loss_of(model, step):
        rng = np.random.RandomState(step)
        picked = rng.randint(len(scenes), size=BATCH)
        # One caption in eight is empty, so that guidance has something to lead away from.
        spoken = torch.from_numpy(rng.rand(BATCH) > 0.125)
        if "relation" in model:
            picked = np.where(rng.rand(BATCH) < RELATED, with_relation[rng.randint(len(with_relation), size=BATCH)], picked)
        tokens = text.encode(tokenizer, [caption(scenes[i], rng) if s else "" for i, s in zip(picked, spoken)])
        o = model["text"].encoder(tokens["input_ids"])
        x0, t = target[picked], torch.randint(0, 1000, (BATCH,))
        x = scheduler.add_noise(x0, torch.randn_like(x0), t)
        diffusion = F.mse_loss(predict(model["prior"], x, t, o.text_embeds, o.last_hidden_state, tokens["attention_mask"].bool()), x0)
        near = F.mse_loss(o.text_embeds[spoken], target[picked][spoken] * std + mean) / std[0, 0] ** 2
        chosen = [scenes[i] for i in picked[spoken.numpy()]]
        loss = diffusion + 0.3 * near + F.binary_cross_entropy_with_logits(model["text"].said(o.text_embeds[spoken]), text.said(chosen))
        if "relation" in model:
            loss = loss + F.binary_cross_entropy_with_logits(model["relation"](o.text_embeds[spoken]), related(chosen))
        return loss

    def round_of(name, model, steps, lr, seed):
        model.requires_grad_(True)
        model["prior"].clip_mean.requires_grad_(False), model["prior"].clip_std.requires_grad_(False)
        return fit(name, run, model, loss_of, steps, lr, seed=seed)

    model = round_of("prior", model, steps, 8e-4, seed=3)
    torch.manual_seed(6)
    model["relation"] = nn.Linear(embedding.WIDTH, 6)
    model = round_of("relations", model, relation_steps, 8e-4, seed=6)
    save(run, model, scheduler)
    return model


def save(run, model, scheduler):
    model["text"].encoder.save_pretrained(f"{run}/prior/text_encoder")
    model["prior"].save_pretrained(f"{run}/prior/prior")
    scheduler.save_pretrained(f"{run}/prior/scheduler")
    (Path(run) / "prior" / "model_index.json").write_text(json.dumps({
        "_class_name": "KandinskyV22PriorPipeline", "_diffusers_version": "0.42.1", "image_encoder": ["transformers", "CLIPVisionModelWithProjection"],
        "image_processor": ["transformers", "CLIPImageProcessor"], "prior": ["diffusers", "PriorTransformer"], "scheduler": ["diffusers", "UnCLIPScheduler"],
        "text_encoder": ["transformers", "CLIPTextModelWithProjection"], "tokenizer": ["transformers", "CLIPTokenizer"]}, indent=1))


if __name__ == "__main__":
    train(sys.argv[1])
