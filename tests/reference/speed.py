"""Measures parts of Kandinsky 2.2 here and in torch, in turns on the same machine, and prints the ratio.

    python speed.py BLUERIDER FOLDER [PART…] [--size 512] [--pairs 5] [--dtype float32] [--threads N]

FOLDER holds kandinsky-2-2-decoder and kandinsky-2-2-prior, as real_size.py makes them. BLUERIDER is the program.
Each pair runs torch once and Blue Rider once; the ratio is ours / theirs, the median that of the pairs' ratios.
"""
import argparse
import os
import statistics
import subprocess
import time

import torch
from diffusers import PriorTransformer, UNet2DConditionModel, VQModel
from transformers import CLIPTextModelWithProjection, CLIPVisionModelWithProjection


@torch.no_grad()
def theirs(part, folder, side, dtype, steps):
    """What runs the part once in torch."""
    prior, decoder = f"{folder}/kandinsky-2-2-prior", f"{folder}/kandinsky-2-2-decoder"
    made = lambda *shape: torch.randn(*shape, generator=torch.Generator().manual_seed(1911)).to(dtype)
    load = lambda kind, path: kind.from_pretrained(path, torch_dtype=dtype).eval()
    latent = (side + 63) // 64 * 8
    if part == "text":
        model = load(CLIPTextModelWithProjection, f"{prior}/text_encoder")
        ids = torch.ones(2, 77, dtype=torch.long)
        return lambda: model(ids)
    if part == "image":
        model = load(CLIPVisionModelWithProjection, f"{prior}/image_encoder")
        pixels = made(1, 3, 224, 224)
        return lambda: model(pixels)
    if part == "prior":
        model = load(PriorTransformer, f"{prior}/prior")
        size = model.config.embedding_dim
        x, embed, words, mask = made(2, size), made(2, size), made(2, 77, size), torch.ones(2, 77, dtype=torch.bool)
        return lambda: [model(x, step, proj_embedding=embed, encoder_hidden_states=words, attention_mask=mask) for step in range(steps)]
    if part == "unet":
        model = load(UNet2DConditionModel, f"{decoder}/unet")
        x, embeds = made(2, 4, latent, latent), made(2, model.config.encoder_hid_dim)
        return lambda: model(x, 500, encoder_hidden_states=None, added_cond_kwargs={"image_embeds": embeds})
    model = load(VQModel, f"{decoder}/movq")
    if part == "decode":
        latents = made(1, 4, latent, latent)
        return lambda: model.decode(latents, force_not_quantize=True)
    pixels = made(1, 3, latent * 8, latent * 8)
    return lambda: model.encode(pixels)


@torch.no_grad()
def measure(part, arguments):
    dtype = getattr(torch, arguments.dtype)
    run = theirs(part, arguments.folder, arguments.size, dtype, 25)
    command = [arguments.bluerider, "bench", part, "--in-turns", "--device", arguments.device, "--size", f"{arguments.size}x{arguments.size}",
               "--model", f"{arguments.folder}/kandinsky-2-2-decoder"]
    environment = dict(os.environ, RAYON_NUM_THREADS=str(arguments.threads))
    ours = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment)
    assert ours.stdout.readline().strip() == "ready", "Blue Rider did not start"
    run()
    pairs = []
    for _ in range(arguments.pairs):
        start = time.perf_counter()
        run()
        they = (time.perf_counter() - start) * 1e3
        ours.stdin.write("\n")
        ours.stdin.flush()
        pairs.append((they, float(ours.stdout.readline())))
    ours.stdin.close()
    ours.wait()
    they, we = (statistics.median(column) for column in zip(*pairs))
    ratios = sorted(we / they for they, we in pairs)
    print(f"| {part} | {arguments.size} | {arguments.dtype} | {they:.0f} | {we:.0f} | {statistics.median(ratios):.2f} | {ratios[0]:.2f}–{ratios[-1]:.2f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("bluerider")
    parser.add_argument("folder")
    parser.add_argument("parts", nargs="*", default=["text", "prior", "unet", "decode"])
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print("| part | size | torch | torch, ms | ours, ms | ratio | from–to |\n|---|---|---|---|---|---|---|", flush=True)
    for part in arguments.parts:
        measure(part, arguments)
