"""Counts the floating-point operations of Kandinsky 2.2's parts at the published size, by torch's own counter, on networks without values.

    python flops.py [--size 512]

A multiplication and an addition count as two. The prior is counted as the reference runs it, the whole sequence in each step, and as
Blue Rider does: the text once, then three tokens a step.
"""
import argparse

import torch
from diffusers import PriorTransformer, UNet2DConditionModel, VQModel
from torch.utils.flop_counter import FlopCounterMode
from transformers import CLIPTextModelWithProjection, CLIPVisionModelWithProjection

from real_size import MOVQ, PRIOR, TEXT, UNET, VISION


def count(run):
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()


@torch.no_grad()
def main(side):
    torch.set_default_device("meta")
    latent = (side + 63) // 64 * 8
    width = PRIOR["embedding_dim"]
    text, vision = CLIPTextModelWithProjection(TEXT), CLIPVisionModelWithProjection(VISION)
    prior, unet, movq = PriorTransformer(**PRIOR), UNet2DConditionModel(**UNET), VQModel(**MOVQ)
    x, words = torch.empty(2, width), torch.empty(2, 77, width)
    step = count(lambda: prior(x, 1, proj_embedding=x, encoder_hidden_states=words, attention_mask=torch.ones(2, 77, dtype=torch.bool)))
    tokens = 77 + PRIOR["additional_embeddings"]
    rows = {
        "text, two prompts": count(lambda: text(torch.ones(2, 77, dtype=torch.long))),
        "image": count(lambda: vision(torch.empty(1, 3, 224, 224))),
        "prior, 25 steps, as the reference": 25 * step,
        "prior, 25 steps, as here": step * (tokens - 3) // tokens + 25 * step * 3 // tokens,
        f"UNet, a step with guidance, {side}×{side}": count(lambda: unet(
            torch.empty(2, 4, latent, latent), 1, encoder_hidden_states=None, added_cond_kwargs={"image_embeds": x})),
        f"MoVQ, decoding {side}×{side}": count(lambda: movq.decode(torch.empty(1, 4, latent, latent), force_not_quantize=True)),
        f"MoVQ, encoding {side}×{side}": count(lambda: movq.encode(torch.empty(1, 3, latent * 8, latent * 8))),
    }
    for name, flops in rows.items():
        print(f"| {name} | {flops / 1e12:.3f} TFLOP |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=512)
    main(parser.parse_args().size)
