"""Makes a golden fixture root for Kandinsky 2.1: a tiny checkpoint with random weights, in diffusers' layout and in its authors', and
what diffusers computes from it.

    python kandinsky21.py OUT --seed 3

Sizes are drawn from the seed. Weights are rounded to half precision before anything is computed.
"""
import argparse
import json
import random
import shutil
from pathlib import Path

import numpy as np
import torch
from diffusers import (DDIMScheduler, DDPMScheduler, KandinskyImg2ImgPipeline, KandinskyInpaintPipeline, KandinskyPipeline,
                       KandinskyPriorPipeline, PriorTransformer, UnCLIPScheduler, UNet2DConditionModel, VQModel)
from diffusers.pipelines.kandinsky.text_encoder import MCLIPConfig, MultilingualCLIP
from safetensors.torch import load_file, save_file
from transformers import (CLIPImageProcessor, CLIPTextConfig, CLIPTextModelWithProjection, CLIPVisionConfig, CLIPVisionModelWithProjection,
                          PreTrainedTokenizerFast)

from kandinsky22 import NEGATIVE, PROMPTS, Log, bytes_of, drawn, shake, tokenizer

LINEAR = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="linear", clip_sample=False)


def multilingual(folder):
    """A unigram tokenizer of letters and a few words, numbered and closed as XLM-RoBERTa's."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    words = [f"▁{word}" for prompt in PROMPTS + [NEGATIVE] for word in prompt.replace(",", " ").split()]
    letters = sorted({letter for prompt in PROMPTS + [NEGATIVE] for letter in prompt if letter != " "})
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0)]
    pieces += [(word, -4.0 - i / 10) for i, word in enumerate(dict.fromkeys(words))][::2] + [(letter, -7.0) for letter in letters]
    raw = Tokenizer(models.Unigram(list(dict(pieces).items()), unk_id=3))
    raw.normalizer = normalizers.NFKC()
    raw.pre_tokenizer = pre_tokenizers.Metaspace()
    raw.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    whole = PreTrainedTokenizerFast(tokenizer_object=raw, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>")
    whole.save_pretrained(folder)
    return whole


@torch.no_grad()
def make(out, seed):
    out, rnd, weights = Path(out), random.Random(seed), torch.Generator().manual_seed(seed)
    width, hidden = rnd.choice([24, 40]), rnd.choice([32, 48])
    tok = tokenizer(out / "prior/tokenizer")
    kept = {p: p.read_bytes() for p in (out / "prior/tokenizer").iterdir()}
    shared = dict(hidden_size=width, intermediate_size=width * 2 + 1, num_hidden_layers=2, num_attention_heads=4, hidden_act="quick_gelu", projection_dim=width)
    text = CLIPTextModelWithProjection(CLIPTextConfig(vocab_size=len(tok), max_position_embeddings=77, bos_token_id=tok.bos_token_id,
                                                      eos_token_id=tok.eos_token_id, pad_token_id=tok.pad_token_id, **shared))
    vision = CLIPVisionModelWithProjection(CLIPVisionConfig(image_size=24, patch_size=8, **shared))
    prior = PriorTransformer(num_attention_heads=3, attention_head_dim=8, embedding_dim=width, num_layers=2, num_embeddings=77, additional_embeddings=4)
    words = multilingual(out / "decoder/tokenizer")
    encoder = MultilingualCLIP(MCLIPConfig(numDims=width, imageDimSize=width, transformerDimSize=hidden, transformerDimensions=hidden, hidden_size=hidden,
                                           intermediate_size=hidden + 9, num_attention_heads=4, num_hidden_layers=2, vocab_size=len(words),
                                           max_position_embeddings=90, type_vocab_size=1, pad_token_id=1))
    blocks, head, widths = rnd.choice([1, 2]), 8, (32, 32)
    unet_of = lambda inputs: UNet2DConditionModel(
        in_channels=inputs, out_channels=8, block_out_channels=widths, layers_per_block=blocks, norm_num_groups=32, addition_embed_type="text_image",
        encoder_hid_dim_type="text_image_proj", encoder_hid_dim=hidden, cross_attention_dim=width, attention_head_dim=head,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"), mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"), resnet_time_scale_shift="scale_shift")
    unet, gaps = unet_of(4), unet_of(9)
    movq = VQModel(block_out_channels=[32, 32, 32, 32], layers_per_block=1, latent_channels=4, vq_embed_dim=4, num_vq_embeddings=20, norm_type="spatial",
                   norm_num_groups=32, down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"],
                   up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3)
    for model in (text, vision, prior, encoder, unet, gaps, movq):
        shake(model, weights)
    ddim = DDIMScheduler(**LINEAR, set_alpha_to_one=False, steps_offset=1)
    stage1 = KandinskyPriorPipeline(prior=prior, image_encoder=vision, text_encoder=text, tokenizer=tok, image_processor=CLIPImageProcessor(
        crop_size=24, size={"shortest_edge": 24}), scheduler=UnCLIPScheduler(clip_sample_range=10.0, prediction_type="sample"))
    rest = dict(text_encoder=encoder, tokenizer=words, scheduler=ddim, movq=movq)
    stage2, over, inpaint = KandinskyPipeline(unet=unet, **rest), KandinskyImg2ImgPipeline(unet=unet, **rest), KandinskyInpaintPipeline(unet=gaps, **rest)
    for pipe, folder in ((stage1, "prior"), (stage2, "decoder"), (inpaint, "inpaint")):
        pipe.save_pretrained(out / folder)
    over.set_progress_bar_config(disable=True)
    for pipe in (stage1, stage2, inpaint):
        pipe.set_progress_bar_config(disable=True)
    shutil.rmtree(out / "prior/tokenizer"), (out / "prior/tokenizer").mkdir()
    for path, data in kept.items():  # as the public repositories have it: no tokenizer.json
        path.write_bytes(data)
    golden = out / "golden"
    golden.mkdir()

    def save(name, arguments, **tensors):
        tensors = {k: v.detach().clone().contiguous() for k, v in tensors.items()}
        save_file(tensors, golden / f"{name}.safetensors", metadata={"case": json.dumps(arguments, ensure_ascii=False)})

    batch = words(PROMPTS, padding="max_length", truncation=True, max_length=77, return_tensors="pt")
    pooled, states = encoder(input_ids=batch.input_ids, attention_mask=batch.attention_mask)
    save("multilingual_clip", {"prompts": PROMPTS}, input_ids=batch.input_ids, attention_mask=batch.attention_mask, text_embeds=pooled, last_hidden_state=states)
    draw = lambda k, *shape: torch.randn(*shape, generator=torch.Generator().manual_seed(seed * 100 + k))
    x, e = draw(1, 2, 4, 8, 12), draw(2, 2, width)
    told = {"image_embeds": e, "text_embeds": pooled[:2]}
    save("unet_forward", {"timestep": 411}, sample=x, **told, encoder_hidden_states=states[:2], out=unet(x, 411, states[:2], added_cond_kwargs=told).sample)
    log, steps, scale = Log(), rnd.choice([4, 6]), rnd.choice([2.0, 4.5])
    asked = {"prompt": PROMPTS[1], "negative_prompt": NEGATIVE, "guidance_scale": scale, "num_inference_steps": steps}
    log.clear()
    r = stage1(**asked, generator=torch.Generator("cpu").manual_seed(seed * 100 + 20))
    save("prior", {**asked, "seed": seed * 100 + 20}, **log.tensors(), image_embeds=r.image_embeds, negative_image_embeds=r.negative_image_embeds)
    embeds = dict(image_embeds=r.image_embeds, negative_image_embeds=r.negative_image_embeds)

    def paint(name, pipe, arguments, tensors=None, said=None, **given):
        log.clear()
        arguments = {**asked, "height": 64, "width": 128, **arguments}
        image = pipe(**embeds, **arguments, **given, callback=log.old_step, generator=torch.Generator("cpu").manual_seed(seed * 100 + 21), output_type="np").images
        save(name, {**arguments, **(said or {}), "seed": seed * 100 + 21}, **embeds, **log.tensors(), **(tensors or {}), image=torch.from_numpy(image))

    paint("text2img", stage2, {})
    paint("text2img_unguided", stage2, {"guidance_scale": 1.0})
    init = drawn(1, 77, 50)
    paint("img2img", over, {"height": 64, "width": 64, "strength": 0.55}, {"init_picture": bytes_of(init)}, image=init)
    init, mask = drawn(2, 128, 64), np.zeros((64, 128), "float32")
    mask[10:44, 30:71] = 1
    paint("inpaint", inpaint, {}, {"init_picture": bytes_of(init), "mask": torch.from_numpy(mask.copy())}, image=init, mask_image=mask)
    stage2.scheduler = DDPMScheduler(**LINEAR, variance_type="learned_range")
    paint("text2img_ddpm", stage2, {}, said={"scheduler": "DDPM learned_range"})
    for path in out.rglob("*.safetensors"):
        if path.parent.name != "golden":
            save_file({k: v.half() if v.dtype == torch.float32 else v for k, v in load_file(path).items()}, path, metadata={"format": "pt"})
    authors(out, dict(unet=unet, gaps=gaps, prior=prior, movq=movq, encoder=encoder), dict(blocks=blocks, head=head, widths=widths, hidden=hidden, width=width))
    (out / "fixture.json").write_text(json.dumps({"system": "kandinsky-2.1", "prior": "prior", "decoder": "decoder", "inpaint": "inpaint",
                                                  "authors": "authors"}, indent=1) + "\n")


def authors(out, models, sizes):
    """The same weights in the authors' files, under their names, as `torch.save` writes them."""
    folder = out / "authors"
    (folder / "text_encoder").mkdir(parents=True)
    mixed = lambda tensors: {k: v.half() if v.ndim > 1 else v.clone() for k, v in tensors.items()}
    unet = lambda model: mixed(guided_diffusion(model.state_dict(), sizes))
    torch.save(unet(models["unet"]), folder / "decoder_fp16.ckpt")
    torch.save(unet(models["gaps"]), folder / "inpainting_fp16.ckpt")
    torch.save(mixed(unclip(models["prior"].state_dict(), models["prior"].config.attention_head_dim)), folder / "prior_fp16.ckpt")
    torch.save(taming(models["movq"].state_dict(), 4), folder / "movq_final.ckpt")
    torch.save((models["prior"].clip_mean[0].clone(), models["prior"].clip_std[0].clone()), folder / "ViT-L-14_stats.th")
    torch.save(models["encoder"].state_dict(), folder / "text_encoder/pytorch_model.bin")
    config = json.loads((out / "decoder/text_encoder/config.json").read_text())
    (folder / "text_encoder/config.json").write_text(json.dumps({k: v for k, v in config.items() if k != "numDims"}))
    shutil.copy(out / "decoder/tokenizer/tokenizer.json", folder / "text_encoder")
    (folder / "config.json").write_text(json.dumps({
        "model_config": {"num_channels": 32, "num_res_blocks": sizes["blocks"], "channel_mult": "1,1", "num_head_channels": sizes["head"],
                         "attention_resolutions": "32", "model_dim": sizes["width"], "text_encoder_in_dim1": sizes["hidden"], "text_encoder_in_dim2": sizes["width"]},
        "image_enc_params": {"scale": 1, "params": {"embed_dim": 4, "n_embed": 20, "ddconfig": {
            "double_z": False, "z_channels": 4, "resolution": 256, "ch": 32, "ch_mult": [1, 1, 1, 1], "num_res_blocks": 1, "attn_resolutions": [32]}}}}, indent=1))


def together(parts, head):
    """Matrices whose heads take turns."""
    return torch.stack([p.reshape(-1, head, *p.shape[1:]) for p in parts], 1).flatten(0, 2)


def guided_diffusion(state, sizes):
    resnet = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0", "conv2": "out_layers.3",
              "conv_shortcut": "skip_connection"}
    ends = {"conv_in": "input_blocks.0.0", "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2", "conv_norm_out": "out.0",
            "conv_out": "out.2", "encoder_hid_proj.image_embeds": "clip_to_seq", "encoder_hid_proj.text_proj": "to_model_dim_n",
            "add_embedding.text_proj": "proj_n", "add_embedding.text_norm": "ln_model_n", "add_embedding.image_proj": "img_layer"}
    out, each = {}, sizes["blocks"] + 1
    for key, value in state.items():
        stem, last = key.rsplit(".", 1)
        if stem in ends:
            out[f"{ends[stem]}.{last}"] = value
            continue
        side, *rest = stem.split(".")
        level = int(rest.pop(0)) if side != "mid_block" else 0
        kind, place, *rest = rest
        part, place = ".".join(rest), int(place)
        attends = {"down_blocks": level > 0, "mid_block": True, "up_blocks": level == 0}[side]
        if side == "mid_block":
            block = f"middle_block.{1 if kind == 'attentions' else 2 * place}"
        elif side == "down_blocks":
            block = f"input_blocks.{1 + level * each + (sizes['blocks'] if kind == 'downsamplers' else place)}.{int(kind == 'attentions')}"
        else:
            block = f"output_blocks.{level * each + (sizes['blocks'] if kind == 'upsamplers' else place)}."
            block += {"resnets": "0", "attentions": "1", "upsamplers": "2" if attends else "1"}[kind]
        if kind != "attentions":
            out[f"{block}.{resnet[part]}.{last}"] = value
            continue
        thin = (lambda x: x[..., None]) if last == "weight" else (lambda x: x)
        sibling = lambda *names: [state[f"{stem[:-len(part)]}{name}.{last}"] for name in names]
        if part == "group_norm":
            out[f"{block}.norm.{last}"] = value
        elif part == "to_q":
            out[f"{block}.qkv.{last}"] = thin(together(sibling("to_q", "to_k", "to_v"), sizes["head"]))
        elif part == "add_k_proj":
            out[f"{block}.encoder_kv.{last}"] = thin(together(sibling("add_k_proj", "add_v_proj"), sizes["head"]))
        elif part == "to_out.0":
            out[f"{block}.proj_out.{last}"] = thin(value)
    return out


def unclip(state, head):
    ends = {"proj_in": "clip_img_proj", "embedding_proj": "text_emb_proj", "encoder_hidden_states_proj": "text_enc_proj", "norm_out": "final_ln",
            "proj_to_clip_embeddings": "out_proj", "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2"}
    block = {"norm1": "ln_1", "norm3": "ln_2", "attn1.to_out.0": "attn.c_proj", "ff.net.0.proj": "mlp.c_fc", "ff.net.2": "mlp.c_proj"}
    out = {"model.positional_embedding": state["positional_embedding"], "model.prd_emb": state["prd_embedding"]}
    for key, value in state.items():
        stem, _, last = key.rpartition(".")
        if stem in ends:
            out[f"model.{ends[stem]}.{last}"] = value
        elif stem.startswith("transformer_blocks."):
            _, place, part = stem.split(".", 2)
            name = f"model.transformer.resblocks.{place}"
            if part in block:
                out[f"{name}.{block[part]}.{last}"] = value
            elif part == "attn1.to_q":
                out[f"{name}.attn.c_qkv.{last}"] = together([state[f"{stem[:-1]}{x}.{last}"] for x in "qkv"], head)
    return out


def taming(state, levels):
    out = {}
    for key, value in state.items():
        parts = key.split(".")
        if parts[0] not in ("encoder", "decoder"):
            out[key] = value
            continue
        name = key.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut").replace("mid_block.attentions.0", "mid.attn_1")
        name = name.replace("mid_block.resnets.0", "mid.block_1").replace("mid_block.resnets.1", "mid.block_2")
        if "up_blocks." in name:
            name = name.replace(f"up_blocks.{parts[2]}", f"up.{levels - 1 - int(parts[2])}")
        name = name.replace("down_blocks.", "down.").replace(".resnets.", ".block.").replace(".attentions.", ".attn.")
        name = name.replace("downsamplers.0", "downsample").replace("upsamplers.0", "upsample").replace("spatial_norm", "norm").replace("group_norm", "norm")
        for ours, theirs in (("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out")):
            if f".{ours}." in name:
                name = name.replace(f".{ours}.", f".{theirs}.")
                value = value[..., None, None] if value.ndim == 2 else value
        out[name] = value
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, required=True)
    arguments = parser.parse_args()
    make(arguments.out, arguments.seed)
