"""Makes a Kandinsky 2.2 of the published size with random weights, for measuring memory and speed where none can be fetched.

    python real_size.py OUT [--half] [--without-vision]

It paints nothing to look at. 20 GB in single precision, 13 GB without the image encoder, half of that with --half.
"""
import argparse
import json
from pathlib import Path

import torch
from diffusers import DDPMScheduler, PriorTransformer, UnCLIPScheduler, UNet2DConditionModel, VQModel
from safetensors.torch import save_file
from transformers import CLIPImageProcessor, CLIPTextConfig, CLIPTextModelWithProjection, CLIPVisionConfig, CLIPVisionModelWithProjection

from kandinsky22 import tokenizer

UNET = dict(
    in_channels=4, out_channels=8, block_out_channels=(384, 768, 1152, 1536), layers_per_block=3, attention_head_dim=64, cross_attention_dim=768,
    down_block_types=("ResnetDownsampleBlock2D", *["SimpleCrossAttnDownBlock2D"] * 3), mid_block_type="UNetMidBlock2DSimpleCrossAttn",
    up_block_types=(*["SimpleCrossAttnUpBlock2D"] * 3, "ResnetUpsampleBlock2D"), encoder_hid_dim=1280, encoder_hid_dim_type="image_proj",
    addition_embed_type="image", resnet_time_scale_shift="scale_shift", sample_size=64)
MOVQ = dict(
    block_out_channels=[128, 256, 256, 512], layers_per_block=2, latent_channels=4, num_vq_embeddings=16384, vq_embed_dim=4, norm_type="spatial",
    down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"], up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3)
PRIOR = dict(num_attention_heads=32, attention_head_dim=64, num_layers=20, embedding_dim=1280, num_embeddings=77, additional_embeddings=4)
TEXT = CLIPTextConfig(hidden_size=1280, num_hidden_layers=32, num_attention_heads=20, intermediate_size=5120, hidden_act="gelu", projection_dim=1280)
VISION = CLIPVisionConfig(hidden_size=1664, num_hidden_layers=48, num_attention_heads=16, intermediate_size=8192, patch_size=14, image_size=224,
                          hidden_act="gelu", projection_dim=1280)


@torch.no_grad()
def write(folder, file, model, dtype, generator):
    """The model's config, and weights that keep activations near one."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for name, value in model.state_dict().items():
        if not value.is_floating_point():
            continue
        if value.ndim == 1:
            one = name.endswith("weight") or name == "clip_std"
            tensors[name] = torch.full(value.shape, float(one), dtype=dtype)
        else:
            tensors[name] = torch.empty(value.shape, dtype=dtype).normal_(0, value[0].numel() ** -0.5, generator=generator)
    save_file(tensors, folder / file, metadata={"format": "pt"})
    model.config.save_pretrained(folder) if hasattr(model.config, "save_pretrained") else model.save_config(folder)


def make(out, dtype, vision):
    out, g = Path(out), torch.Generator().manual_seed(22)
    prior, decoder = out / "kandinsky-2-2-prior", out / "kandinsky-2-2-decoder"
    tokenizer(prior / "tokenizer")
    UnCLIPScheduler(clip_sample_range=5.0, prediction_type="sample").save_pretrained(prior / "scheduler")
    DDPMScheduler(beta_start=0.00085, beta_end=0.012, steps_offset=1, clip_sample=False, variance_type="learned_range",
                  prediction_type="epsilon").save_pretrained(decoder / "scheduler")
    CLIPImageProcessor(crop_size=224, size={"shortest_edge": 224}).save_pretrained(prior / "image_processor")
    (decoder / "model_index.json").write_text(json.dumps({"_class_name": "KandinskyV22Pipeline"}))
    (prior / "model_index.json").write_text(json.dumps({"_class_name": "KandinskyV22PriorPipeline"}))
    parts = [(decoder / "movq", "diffusion_pytorch_model.safetensors", lambda: VQModel(**MOVQ)),
             (decoder / "unet", "diffusion_pytorch_model.safetensors", lambda: UNet2DConditionModel(**UNET)),
             (prior / "prior", "diffusion_pytorch_model.safetensors", lambda: PriorTransformer(**PRIOR)),
             (prior / "text_encoder", "model.safetensors", lambda: CLIPTextModelWithProjection(TEXT))]
    if vision:
        parts.append((prior / "image_encoder", "model.safetensors", lambda: CLIPVisionModelWithProjection(VISION)))
    for folder, file, build in parts:
        with torch.device("meta"):
            model = build()
        write(folder, file, model, dtype, g)
        print(f"{folder}: {sum(p.numel() for p in model.parameters()):,} weights", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--without-vision", action="store_true")
    arguments = parser.parse_args()
    make(arguments.out, torch.float16 if arguments.half else torch.float32, not arguments.without_vision)
