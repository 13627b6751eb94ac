"""Makes a Kandinsky 3.0 of the published size with random weights, cut into files and named as its repository has it: for the text encoder an
index `model.safetensors.index.fp16.json`, its `wo` in single precision and the rest in half.

    python real_size_3.py OUT [--text-alone]

It paints nothing to look at. 28 GB, 22 GB of them the text encoder.
"""
import argparse
import json
import shutil
from pathlib import Path

import torch
from diffusers import DDPMScheduler, Kandinsky3UNet, VQModel
from safetensors.torch import save_file

WIDTH, INNER, HIDDEN, HEADS, WORDS, BUCKETS, LAYERS, FILES = 4096, 16 * 256, 16384, 16, 32128, 32, 32, 5
MOVQ = dict(
    block_out_channels=[256, 512, 512, 1024], layers_per_block=2, latent_channels=4, num_vq_embeddings=16384, vq_embed_dim=4, norm_type="spatial",
    down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"], up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3)


def layer(place, generator):
    def matrix(rows, columns, dtype=torch.float16):
        # Single numbers are drawn for a part and turned round for the rest: drawing all of them takes longer than writing them.
        part = torch.randn(rows // 16, columns, generator=generator) / columns ** 0.5
        return torch.cat([part.roll(i, 1) * (-1) ** i for i in range(16)]).to(dtype)
    name = f"encoder.block.{place}.layer"
    tensors = {f"{name}.0.SelfAttention.{x}.weight": matrix(INNER, WIDTH) for x in "qkv"}
    tensors[f"{name}.0.SelfAttention.o.weight"] = matrix(WIDTH, INNER)
    for norm in (0, 1):
        tensors[f"{name}.{norm}.layer_norm.weight"] = torch.ones(WIDTH, dtype=torch.float16)
    for x in ("wi_0", "wi_1"):
        tensors[f"{name}.1.DenseReluDense.{x}.weight"] = matrix(HIDDEN, WIDTH)
    tensors[f"{name}.1.DenseReluDense.wo.weight"] = matrix(WIDTH, HIDDEN, torch.float32)
    if place == 0:
        tensors[f"{name}.0.SelfAttention.relative_attention_bias.weight"] = torch.randn(BUCKETS, HEADS, generator=generator).half()
    return tensors


def text_encoder(out, generator):
    folder = out / "text_encoder"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({
        "d_model": WIDTH, "d_kv": INNER // HEADS, "d_ff": HIDDEN, "num_layers": LAYERS, "num_heads": HEADS, "vocab_size": WORDS,
        "relative_attention_num_buckets": BUCKETS, "relative_attention_max_distance": 128, "layer_norm_epsilon": 1e-6, "feed_forward_proj": "gated-silu"}))
    place, size = {}, 0
    for number in range(FILES):
        mine = range(LAYERS * number // FILES, LAYERS * (number + 1) // FILES)
        tensors = {k: v for i in mine for k, v in layer(i, generator).items()}
        if number == 0:
            tensors["shared.weight"] = torch.randn(WORDS, WIDTH, generator=generator).half()
        if number == FILES - 1:
            tensors["encoder.final_layer_norm.weight"] = torch.ones(WIDTH, dtype=torch.float16)
        file = f"model.fp16-0000{number + 1}-of-0000{FILES}.safetensors"
        save_file(tensors, folder / file, metadata={"format": "pt"})
        place |= dict.fromkeys(tensors, file)
        size += sum(v.numel() * v.element_size() for v in tensors.values())
        print(file, flush=True)
    (folder / "model.safetensors.index.fp16.json").write_text(json.dumps({"metadata": {"total_size": size}, "weight_map": place}))



def network(folder, model, generator):
    """Its config, and weights in half precision that keep activations near one."""
    folder.mkdir(parents=True)
    tensors = {}
    for name, value in model.state_dict().items():
        if value.ndim == 1:
            tensors[name] = torch.ones(value.shape) if "norm" in name and name.endswith("weight") else torch.zeros(value.shape)
        else:
            # As for the text encoder: a part is drawn, and repeated.
            part = torch.randn(min(value.numel(), 1 << 20), generator=generator)
            tensors[name] = part.repeat(value.numel() // len(part) + 1)[:value.numel()].reshape(value.shape) / value[0].numel() ** 0.5
        tensors[name] = tensors[name].half()
    save_file(tensors, folder / "diffusion_pytorch_model.fp16.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps({**model.config, "_class_name": type(model).__name__}))


def main(out, text_alone):
    generator = torch.Generator().manual_seed(1911)
    text_encoder(out, generator)
    if text_alone:
        return
    with torch.device("meta"):
        unet, movq = Kandinsky3UNet(), VQModel(**MOVQ)
    network(out / "unet", unet, generator), network(out / "movq", movq, generator)
    DDPMScheduler(beta_schedule="squaredcos_cap_v2", clip_sample=True, steps_offset=1).save_pretrained(out / "scheduler")
    (out / "tokenizer").mkdir()
    shutil.copy(Path(__file__).parent.parent / "fixtures/sentencepiece/t5.model", out / "tokenizer/spiece.model")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--text-alone", action="store_true")
    arguments = parser.parse_args()
    main(arguments.out, arguments.text_alone)
