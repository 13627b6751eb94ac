"""Makes a golden fixture root for Kandinsky 3.1: tiny checkpoints with random weights in their authors' layout, and what the networks of
diffusers and transformers, with the authors' sampler written from the papers (kandinsky3_samplers.py), compute from them.

    python kandinsky3.py OUT --seed 2

The tokenizer is ../fixtures/sentencepiece/t5.model. Weights are rounded to half precision before anything is computed; the text encoder is
saved in two files, its `wo` in single precision and the rest in half, as the published one is.
"""
import argparse
import json
import random
import shutil
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from diffusers import Kandinsky3UNet, VQModel
from safetensors.torch import save_file
from transformers import T5Config, T5EncoderModel

from kandinsky21 import taming
from kandinsky22 import bytes_of, drawn, shake
from kandinsky3_samplers import FLASH, guessed, renoised, step, timesteps

PROMPTS = ["a red horse under a blue moon, etching", "деревянная церковь в снегу", ""]
LONGER = "an old boat in the fog; the rider, the bow and the river, a blue rider under a blue moon"
PLACES = 128


class Projection(torch.nn.Sequential):
    """The words as the UNet gets them, on the authors' side of the border."""

    def __init__(self, text, context):
        super().__init__(torch.nn.Linear(text, context, bias=False), torch.nn.LayerNorm(context))


class System:
    """A UNet with what belongs to it."""

    def __init__(self, sizes, inputs, weights):
        self.unet = Kandinsky3UNet(in_channels=inputs, **sizes)
        self.unet.conv_out = torch.nn.Conv2d(sizes["block_out_channels"][0] // 2, 4, 3, padding=1)
        self.projection = Projection(sizes["encoder_hid_dim"], sizes["cross_attention_dim"])
        self.null = (torch.randn(sizes["cross_attention_dim"], generator=weights) * 0.7).half().float()
        shake(self.unet, weights), shake(self.projection, weights)
        # The projection is done outside.
        self.unet.encoder_hid_proj = torch.nn.Identity()


class Reader:
    """Texts to tokens, and tokens to what the UNet looks at."""

    def __init__(self, tokenizer, encoder):
        self.tokenizer, self.encoder = tokenizer, encoder

    def ids(self, text):
        return self.tokenizer.encode(text)[: PLACES - 1] + [self.tokenizer.eos_id()]

    def states(self, ids, words):
        row = torch.tensor([ids + [self.tokenizer.pad_id()] * (PLACES - len(ids))])
        mask = (torch.arange(PLACES) < words).long()[None]
        return self.encoder(row, attention_mask=mask).last_hidden_state, mask

    def context(self, system, text, beside=None):
        """`beside`: the prompt that a negative prompt belongs to; it is cut to its tokens and has its mask."""
        ids = self.ids(text)
        words = len(ids)
        if beside is not None:
            words = len(self.ids(beside))
            ids = ids[:words]
            ids[-1] = self.tokenizer.eos_id()
        states, mask = self.states(ids, words)
        return (system.projection(states) * mask[..., None])[:, : words + 1], mask[:, : words + 1]


def paint(system, reader, movq, case, seed, further=None):
    """Latents after each step, all draws, and the picture."""
    random_numbers, draws, kept = torch.Generator().manual_seed(seed), [], []

    def draw():
        draws.append(torch.randn(1, 4, case["height"] // 8, case["width"] // 8, generator=random_numbers))
        return draws[-1]
    context, mask = reader.context(system, case["prompt"])
    guided = "guidance_weight" in case
    if guided:
        if case.get("negative_prompt") is None:
            away, away_mask = torch.zeros_like(context), torch.zeros_like(mask)
            away[:, 0], away_mask[:, 0] = system.null, 1
        else:
            away, away_mask = reader.context(system, case["negative_prompt"], case["prompt"])
        context, mask = torch.cat([context, away]), torch.cat([mask, away_mask])

    def predicted(x, t):
        x = x if further is None else torch.cat([x, further], 1)
        out = system.unet(x.repeat(len(context), 1, 1, 1), t, encoder_hidden_states=context, encoder_attention_mask=mask).sample
        return out if not guided else (case["guidance_weight"] + 1) * out[:1] - case["guidance_weight"] * out[1:]

    exact, single = lambda x: x.double().numpy(), lambda x: torch.from_numpy(x).float()
    x = draw()
    if guided:
        visited = timesteps(case["num_steps"])
        for t, before in zip(visited, visited[1:] + [0]):
            prediction = predicted(x, t)
            x = single(step(exact(x), exact(draw()), exact(prediction), t, before, case["percentile"], 1.0))
            kept.append(x)
    else:
        x = single(renoised(exact(x), exact(draw()), FLASH[0]))
        for t, before in zip(FLASH, FLASH[1:] + [None]):
            x = single(guessed(exact(x), exact(predicted(x, t)), t))
            if before is not None:
                x = single(renoised(exact(x), exact(draw()), before))
            kept.append(x)
    image = (movq.decode(x, force_not_quantize=True).sample / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1)
    tensors = {f"noise.{i}": d for i, d in enumerate(draws)} | {f"latents.{i}": k for i, k in enumerate(kept)}
    return tensors | {"image": image}


@torch.no_grad()
def make(out, seed):
    out, rnd, weights = Path(out), random.Random(seed), torch.Generator().manual_seed(seed)
    model = Path(__file__).parent.parent / "fixtures/sentencepiece/t5.model"
    tokenizer = sentencepiece.SentencePieceProcessor(str(model))
    text, context = rnd.choice([24, 32]), rnd.choice([16, 24])
    widths = rnd.choice([(16, 32), (16, 32, 48)])
    # Three levels have the second half of what four have.
    sizes = dict(time_embedding_dim=16, groups=4, attention_head_dim=8, layers_per_block=rnd.choice([2, 3]), block_out_channels=widths,
                 cross_attention_dim=context, encoder_hid_dim=text)
    encoder = T5EncoderModel(T5Config(vocab_size=tokenizer.vocab_size(), d_model=text, d_kv=6, d_ff=2 * text, num_layers=3, num_heads=4,
                                      feed_forward_proj="gated-silu", is_encoder_decoder=False, tie_word_embeddings=False))
    movq = VQModel(block_out_channels=[32] * 4, layers_per_block=1, latent_channels=4, vq_embed_dim=4, num_vq_embeddings=20, norm_type="spatial",
                   norm_num_groups=32, down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"],
                   up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3)
    shake(encoder, weights), shake(movq, weights)
    plain, flash, inpaint = System(sizes, 4, weights), System(sizes, 4, weights), System(sizes, 9, weights)
    reader = Reader(tokenizer, encoder)
    golden = out / "golden"
    golden.mkdir(parents=True)

    def save(name, arguments, **tensors):
        tensors = {k: v.detach().clone().contiguous() for k, v in tensors.items()}
        save_file(tensors, golden / f"{name}.safetensors", metadata={"case": json.dumps(arguments, ensure_ascii=False)})

    rows = [reader.ids(prompt) for prompt in PROMPTS]
    states = torch.cat([reader.states(row, len(row))[0] for row in rows])
    ids = torch.tensor([row + [tokenizer.pad_id()] * (PLACES - len(row)) for row in rows])
    save("text_encoder", {"prompts": PROMPTS}, input_ids=ids, last_hidden_state=states)
    first = dict(prompt=PROMPTS[0], width=128, height=64, seed=seed * 100 + 1)
    guided = dict(guidance_weight=rnd.choice([2.0, 3.0]), percentile=0.99)
    for name, more in (("text2img", dict(num_steps=5)), ("text2img_negative", dict(num_steps=4, negative_prompt="fog")),
                       ("text2img_longer_negative", dict(num_steps=3, negative_prompt=LONGER))):
        case = first | guided | more
        save(name, case, **paint(plain, reader, movq, case, case["seed"]))
    case = first | dict(prompt=PROMPTS[1], seed=seed * 100 + 2)
    save("flash", case, **paint(flash, reader, movq, case, case["seed"]))
    case = first | dict(guidance_weight=4.0, percentile=0.95, num_steps=4, seed=seed * 100 + 3)
    picture, mask = drawn(3, 128, 64), np.zeros((64, 128), "float32")
    mask[13:50, 30:75] = 1  # to be painted
    keep = 1 - torch.from_numpy(mask)[None, None]
    pixels = torch.from_numpy(np.asarray(picture)).permute(2, 0, 1)[None] / 127.5 - 1
    kept_latents = movq.encode(pixels * keep).latents
    further = torch.cat([torch.nn.functional.interpolate(keep, size=kept_latents.shape[2:]), kept_latents], 1)
    save("inpaint", case, **paint(inpaint, reader, movq, case, case["seed"], further), init_picture=bytes_of(picture), mask=torch.from_numpy(mask))
    publish(out, dict(plain=plain, flash=flash, inpaint=inpaint), encoder, movq, model, sizes)


def publish(out, systems, encoder, movq, tokenizer, sizes):
    """Everything in the authors' files, under their names."""
    folder, half = out / "weights", lambda state: {k: v.half() for k, v in state.items()}
    texts = folder / "flan_ul2_encoder"
    texts.mkdir(parents=True)
    shutil.copy(tokenizer, texts / "spiece.model")
    for name, end in (("plain", ""), ("flash", "_flash"), ("inpaint", "_inpainting")):
        system = systems[name]
        torch.save({"unet": half(theirs(system.unet.state_dict())), "null_embedding": system.null}, folder / f"kandinsky3{end}.pt")
        torch.save(system.projection.state_dict(), texts / f"projection{end}.pt")
    torch.save(half(movq3(movq.state_dict())), folder / "movq.pt")
    state = {k: v if ".wo." in k else v.half() for k, v in encoder.state_dict().items()}
    names, place = list(state), {}
    for number, part in enumerate((names[: len(names) // 2], names[len(names) // 2:]), 1):
        file = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({k: state[k].clone() for k in part}, texts / file)
        place |= dict.fromkeys(part, file)
    (texts / "pytorch_model.bin.index.json").write_text(json.dumps({"metadata": {}, "weight_map": place}, indent=1))
    (texts / "config.json").write_text(encoder.config.to_json_string())
    widths = sizes["block_out_channels"]
    (folder / "config.json").write_text(json.dumps({
        "unet": {"model_channels": widths[0], "num_channels": 4, "time_embed_dim": sizes["time_embedding_dim"], "context_dim": sizes["cross_attention_dim"],
                 "groups": sizes["groups"], "head_dim": sizes["attention_head_dim"], "dim_mult": [w // widths[0] for w in widths],
                 "num_blocks": [sizes["layers_per_block"]] * len(widths)},
        "movq": {"scale": 1, "params": {"embed_dim": 4, "n_embed": 20, "ddconfig": {
            "double_z": False, "z_channels": 4, "resolution": 256, "ch": 32, "ch_mult": [1, 1, 1, 1], "num_res_blocks": 1, "attn_resolutions": [32]}}}}, indent=1))
    (out / "fixture.json").write_text(json.dumps({"system": "kandinsky-3.1", "authors": "weights"}, indent=1) + "\n")


def theirs(state):
    """The UNet's keys as the authors' code has them."""
    ends = {"time_embedding.linear_1": "to_time_embed.1", "time_embedding.linear_2": "to_time_embed.3", "conv_in": "in_layer", "conv_norm_out": "out_layer.0",
            "conv_out": "out_layer.2"}
    layers = {"to_q": "to_query", "to_k": "to_key", "to_v": "to_value", "to_out.0": "output_layer"}
    out = {}
    for key, value in state.items():
        stem, last = key.rsplit(".", 1)
        attention = next((ours for ours in layers if stem.endswith(f"attention.{ours}")), None)
        if attention:
            stem = stem.removesuffix(attention) + layers[attention]
        if stem in ends:
            stem = ends[stem]
        elif stem.startswith("add_time_condition."):
            stem = stem.replace("add_time_condition", "feature_pooling")
        else:
            side, level, kind, place, rest = stem.split(".", 4)
            place = int(place)
            part = {"resnets_in": f"resnet_attn_blocks.{place}.0", "resnets_out": f"resnet_attn_blocks.{place}.2",
                    "attentions": f"resnet_attn_blocks.{place - 1}.1" if place else "self_attention_block"}[kind]
            stem = f"{side.replace('blocks', 'samples')}.{level}.{part}.{rest}"
        out[f"{stem}.{last}"] = value
    return out


def movq3(state):
    """MoVQ of 3.x as its authors write it: norms of the encoder in a layer of their own too, and no codebook."""
    norms = ("norm", "norm1", "norm2", "norm_out")
    out = {}
    for key, value in taming(state, 4).items():
        parts = key.split(".")
        if parts[0] == "encoder" and parts[-2] in norms:
            key = ".".join([*parts[:-1], "norm_layer", parts[-1]])
        if parts[0] != "quantize":
            out[key] = value
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, required=True)
    arguments = parser.parse_args()
    make(arguments.out, arguments.seed)
