"""Measures parts of Kandinsky 2.2 here and in torch, in turns on the same machine, and prints the ratio.

    python speed.py BLUERIDER FOLDER [PART…] [--size 512] [--pairs 5] [--dtype float32] [--threads N] [--ours=OPTION…]
    python speed.py BLUERIDER FOLDER [PART…] --memory

FOLDER holds kandinsky-2-2-decoder and kandinsky-2-2-prior, as real_size.py makes them. BLUERIDER is the program.
Each pair runs torch once and Blue Rider once; the ratio is ours / theirs, the median that of the pairs' ratios.
The part first-step is a process each time, from its start to the end of the UNet's first step.
With --memory, each part is run once in a process of its own and its peak of resident memory is told.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import torch
from diffusers import (DDPMScheduler, KandinskyV22Pipeline, KandinskyV22PriorPipeline, PriorTransformer, UnCLIPScheduler,
                       UNet2DConditionModel, VQModel)
from transformers import CLIPTextModelWithProjection, CLIPTokenizer, CLIPVisionModelWithProjection

SEED = 1911


@torch.no_grad()
def theirs(part, folder, side, dtype, steps):
    """What runs the part once in torch."""
    prior, decoder = f"{folder}/kandinsky-2-2-prior", f"{folder}/kandinsky-2-2-decoder"
    made = lambda *shape: torch.randn(*shape, generator=torch.Generator().manual_seed(SEED)).to(dtype)
    load = lambda kind, path: kind.from_pretrained(path, torch_dtype=dtype).eval()
    latent = (side + 63) // 64 * 8
    if part == "text":
        model = load(CLIPTextModelWithProjection, f"{prior}/text_encoder")
        ids = torch.ones(2, 77, dtype=torch.long)
        return lambda: model(ids)
    if part == "first-step":
        return lambda: first_step(prior, decoder, load, side)
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


def first_step(prior, decoder, load, side):
    """From nothing loaded to the first step of the UNet; no network is loaded that is not used."""
    draws = torch.Generator().manual_seed(SEED)
    networks = dict(text_encoder=load(CLIPTextModelWithProjection, f"{prior}/text_encoder"), prior=load(PriorTransformer, f"{prior}/prior"))
    pipeline = KandinskyV22PriorPipeline(
        **networks, image_encoder=None, image_processor=None, tokenizer=CLIPTokenizer.from_pretrained(f"{prior}/tokenizer"),
        scheduler=UnCLIPScheduler.from_pretrained(f"{prior}/scheduler"))
    embeds = pipeline("a fisherman on a lake, oil", negative_prompt="blurred", num_inference_steps=25, generator=draws)
    del networks, pipeline
    pipeline = KandinskyV22Pipeline(
        unet=load(UNet2DConditionModel, f"{decoder}/unet"), movq=load(VQModel, f"{decoder}/movq"),
        scheduler=DDPMScheduler.from_pretrained(f"{decoder}/scheduler"))
    pipeline(**embeds, height=side, width=side, num_inference_steps=1, output_type="latent", generator=draws)


def ours(part, arguments):
    """Blue Rider, which runs the part once, says so, and then once for each line that it is sent."""
    command = [arguments.bluerider, "bench", part, "--in-turns", "--device", arguments.device, "--size", f"{arguments.size}x{arguments.size}",
               "--model", f"{arguments.folder}/kandinsky-2-2-decoder", *arguments.ours]
    environment = dict(os.environ, RAYON_NUM_THREADS=str(arguments.threads))
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment)


def alone(part, arguments):
    """This script, which runs the part once in torch."""
    return subprocess.Popen([sys.executable, __file__, arguments.bluerider, arguments.folder, part, "--alone", "--size", str(arguments.size),
                             "--dtype", arguments.dtype, "--threads", str(arguments.threads)])


def ended(process):
    """Seconds until the process has ended, and its peak of resident memory in GB."""
    start = time.perf_counter()
    if process.stdin:
        process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, "it failed"
    return time.perf_counter() - start, usage.ru_maxrss * 1024 / 1e9


@torch.no_grad()
def turns(part, arguments):
    """Pairs of milliseconds, theirs and ours."""
    if part == "first-step":
        return [(ended(alone(part, arguments))[0] * 1e3, ended(ours(part, arguments))[0] * 1e3) for _ in range(arguments.pairs)]
    run = theirs(part, arguments.folder, arguments.size, getattr(torch, arguments.dtype), 25)
    process = ours(part, arguments)
    assert process.stdout.readline().strip() == "ready", "Blue Rider did not start"
    run()
    pairs = []
    for _ in range(arguments.pairs):
        start = time.perf_counter()
        run()
        they = (time.perf_counter() - start) * 1e3
        process.stdin.write("\n")
        process.stdin.flush()
        pairs.append((they, float(process.stdout.readline())))
    ended(process)
    return pairs


def compare(part, arguments):
    pairs = turns(part, arguments)
    they, we = (statistics.median(column) for column in zip(*pairs))
    ratios = sorted(we / they for they, we in pairs)
    ratio = f"{statistics.median(ratios):.2f} | {ratios[0]:.2f}–{ratios[-1]:.2f}"
    print(f"| {part} | {arguments.size} | {arguments.dtype} | {they:.0f} | {we:.0f} | {ratio} |", flush=True)


def memory(part, arguments):
    they, we = ended(alone(part, arguments))[1], ended(ours(part, arguments))[1]
    print(f"| {part} | {arguments.size} | {arguments.dtype} | {they:.2f} GB | {we:.2f} GB | {we / they:.2f} | |", flush=True)


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
    parser.add_argument("--ours", action="append", default=[], metavar="OPTION", help="an option for Blue Rider, as in --ours=--half-weights")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--alone", action="store_true", help="run the part once in torch and end")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.alone:
        with torch.no_grad():
            [theirs(part, arguments.folder, arguments.size, getattr(torch, arguments.dtype), 25)() for part in arguments.parts]
        sys.exit()
    print("| part | size | torch | torch, ms | ours, ms | ratio | from–to |\n|---|---|---|---|---|---|---|", flush=True)
    for part in arguments.parts:
        (memory if arguments.memory else compare)(part, arguments)
