"""Makes a text encoder of FLAN-UL2's size with random weights, cut into files and named as Kandinsky 3.0's repository has it: an index
`model.safetensors.index.fp16.json`, `wo` in single precision and the rest in half.

    python real_size_t5.py OUT [--layers 32]

Its words mean nothing. 22 GB.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

WIDTH, INNER, HIDDEN, HEADS, WORDS, BUCKETS, FILES = 4096, 16 * 256, 16384, 16, 32128, 32, 5


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


def main(out, layers):
    folder = out / "text_encoder"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({
        "d_model": WIDTH, "d_kv": INNER // HEADS, "d_ff": HIDDEN, "num_layers": layers, "num_heads": HEADS, "vocab_size": WORDS,
        "relative_attention_num_buckets": BUCKETS, "relative_attention_max_distance": 128, "layer_norm_epsilon": 1e-6, "feed_forward_proj": "gated-silu"}))
    generator, place, size = torch.Generator().manual_seed(1911), {}, 0
    for number in range(FILES):
        mine = range(layers * number // FILES, layers * (number + 1) // FILES)
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=32)
    arguments = parser.parse_args()
    main(arguments.out, arguments.layers)
