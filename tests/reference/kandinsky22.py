"""Makes a golden fixture root for Kandinsky 2.2: a tiny checkpoint with random weights and what diffusers computes
from it.

    python kandinsky22.py OUT --seed 7

Sizes, activations and scheduler settings are drawn from the seed, so that each seed tests another corner. Weights
are rounded to half precision before anything is computed: loading them as they are saved and computing in single
precision then repeats the reference to rounding.
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np
import PIL.Image
import torch
from diffusers import (DDPMScheduler, KandinskyV22ControlnetImg2ImgPipeline, KandinskyV22ControlnetPipeline, KandinskyV22Img2ImgPipeline,
                       KandinskyV22InpaintPipeline, KandinskyV22Pipeline, KandinskyV22PriorEmb2EmbPipeline, KandinskyV22PriorPipeline,
                       PriorTransformer, UnCLIPScheduler, UNet2DConditionModel, VQModel)
from safetensors.torch import load_file, save_file
from transformers import (CLIPImageProcessor, CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer, CLIPVisionConfig,
                          CLIPVisionModelWithProjection)

PROMPTS = ["an old fisherman mending a net, watercolour", "Жар-птица над ночным садом, 1907!", ""]
NEGATIVE = "blurred, crowded"
SPECIAL = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "!</w>"}


def tokenizer(folder):
    """Bytes, and the first merges that the prompts themselves suggest: enough for byte-pair encoding to have work."""
    def visible(byte):
        # GPT-2's table of printable stand-ins for bytes.
        plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
        return chr(byte if byte in plain else 256 + sorted(set(range(256)) - set(plain)).index(byte))
    letters = [visible(b) for b in range(256)]
    merges = ["e r", "a n", "i s", "n g</w>", "er m", "Ð ²", "Ð ¾", "a n</w>"]
    words = letters + [x + "</w>" for x in letters] + [m.replace(" ", "") for m in merges] + ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({w: i for i, w in enumerate(dict.fromkeys(words))}, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({**SPECIAL, "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}))
    return CLIPTokenizer.from_pretrained(folder)


@torch.no_grad()
def shake(model, generator):
    """Weights that keep activations near one, so that a mistake anywhere shows at the end."""
    for name, p in list(model.named_parameters()) + list(model.named_buffers()):
        if not p.is_floating_point() or "causal" in name:
            continue
        noise = torch.randn(p.shape, generator=generator)
        if name in ("clip_std",) or ("norm" in name and name.endswith("weight") and p.ndim == 1):
            p.copy_(1 + 0.15 * noise)
        elif p.ndim == 1 or name == "clip_mean":
            p.copy_(0.15 * noise)
        elif "embedding" in name:
            p.copy_(0.4 * noise)
        else:
            p.copy_(1.1 * noise / p[0].numel() ** 0.5)
        p.copy_(p.half().float())
    return model.eval()


class Log:
    """Every normal draw in order, and the latents after each step."""

    def __init__(self):
        import sys
        from diffusers.utils import torch_utils
        original = torch_utils.randn_tensor

        def spy(*args, **kwargs):
            self.draws.append(original(*args, **kwargs))
            return self.draws[-1]
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("diffusers") and getattr(module, "randn_tensor", None) is original:
                module.randn_tensor = spy
        self.clear()

    def clear(self):
        self.draws, self.latents, self.timesteps = [], [], []

    def step(self, _pipe, _index, t, tensors):
        self.old_step(_index, t, tensors["latents"])
        return {}

    def old_step(self, _index, t, latents):
        self.latents.append(latents.clone())
        self.timesteps.append(int(t))

    def tensors(self):
        out = {f"noise.{i}": x for i, x in enumerate(self.draws)} | {f"latents.{i}": x for i, x in enumerate(self.latents)}
        return out | ({"timesteps": torch.tensor(self.timesteps)} if self.timesteps else {})


@torch.no_grad()
def make(out, seed):
    out, rnd = Path(out), random.Random(seed)
    weights = torch.Generator().manual_seed(seed)
    width, act = rnd.choice([24, 40]), rnd.choice(["gelu", "quick_gelu"])
    tok = tokenizer(out / "prior/tokenizer")
    shared = dict(hidden_size=width, intermediate_size=width * 2 + 3, num_hidden_layers=2, num_attention_heads=4, hidden_act=act, projection_dim=width)
    text = CLIPTextModelWithProjection(CLIPTextConfig(vocab_size=len(tok), max_position_embeddings=77, eos_token_id=rnd.choice([2, tok.eos_token_id]),
                                                      bos_token_id=tok.bos_token_id, pad_token_id=tok.pad_token_id, **shared))
    vision = CLIPVisionModelWithProjection(CLIPVisionConfig(image_size=24, patch_size=8, **shared))
    processor = CLIPImageProcessor(crop_size=24, size={"shortest_edge": 24})
    prior = PriorTransformer(num_attention_heads=rnd.choice([2, 3]), attention_head_dim=12, embedding_dim=width, num_layers=2, num_embeddings=77, additional_embeddings=4)
    unclip = UnCLIPScheduler(clip_sample_range=rnd.choice([3.0, 10.0]), prediction_type="sample")
    heads, attentive = rnd.choice([8, 16]), ("SimpleCrossAttnDownBlock2D", "SimpleCrossAttnUpBlock2D")
    unet_of = lambda inputs, added, widths: UNet2DConditionModel(
        in_channels=inputs, out_channels=8, block_out_channels=widths, layers_per_block=1, norm_num_groups=16,
        down_block_types=("ResnetDownsampleBlock2D", *[attentive[0]] * (len(widths) - 1)), mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=(*[attentive[1]] * (len(widths) - 1), "ResnetUpsampleBlock2D"), encoder_hid_dim=width, encoder_hid_dim_type="image_proj",
        addition_embed_type=added, cross_attention_dim=24, attention_head_dim=heads, resnet_time_scale_shift="scale_shift")
    unet = unet_of(4, "image", (32, 64, 64))
    movq_of = lambda widths, groups: VQModel(
                   block_out_channels=widths, layers_per_block=1, latent_channels=4, vq_embed_dim=4, num_vq_embeddings=20, norm_type="spatial",
                   norm_num_groups=groups, down_block_types=["DownEncoderBlock2D"] * 3 + ["AttnDownEncoderBlock2D"],
                   up_block_types=["AttnUpDecoderBlock2D"] + ["UpDecoderBlock2D"] * 3)
    movq = movq_of([32, 32, 32, 64], rnd.choice([8, 32]))
    ddpm = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule=rnd.choice(["linear", "scaled_linear"]), steps_offset=1,
                         variance_type=rnd.choice(["fixed_small", "learned_range"]), clip_sample=rnd.random() < 0.5, clip_sample_range=1.5,
                         prediction_type=rnd.choice(["epsilon", "v_prediction"]))
    for model in (text, vision, prior, unet, movq):
        shake(model, weights)
    stage1 = KandinskyV22PriorPipeline(prior=prior, image_encoder=vision, text_encoder=text, tokenizer=tok, scheduler=unclip, image_processor=processor)
    stage2 = KandinskyV22Pipeline(unet=unet, scheduler=ddpm, movq=movq)
    for pipe, folder in ((stage1, "prior"), (stage2, "decoder")):
        pipe.set_progress_bar_config(disable=True)
        saved = {p: p.read_bytes() for p in (out / "prior/tokenizer").iterdir()}
        pipe.save_pretrained(out / folder)
        for path in (out / "prior/tokenizer").iterdir():
            path.unlink()
        for path, data in saved.items():  # as the public repositories have it: no tokenizer.json
            path.write_bytes(data)
    golden = out / "golden"
    golden.mkdir()

    def save(name, arguments, **tensors):
        tensors = {k: v.detach().clone().contiguous() for k, v in tensors.items()}
        save_file(tensors, golden / f"{name}.safetensors", metadata={"case": json.dumps(arguments, ensure_ascii=False)})

    draw = lambda k, *shape: torch.randn(*shape, generator=torch.Generator().manual_seed(seed * 100 + k))
    batch = tok(PROMPTS, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    o = text(batch.input_ids)
    save("text_encoder", {"prompts": PROMPTS}, **batch, last_hidden_state=o.last_hidden_state, text_embeds=o.text_embeds)
    pixels = draw(1, 1, 3, 24, 24)
    save("image_encoder", {}, pixel_values=pixels, image_embeds=vision(pixels).image_embeds, zero_image_embeds=stage1.get_zero_embed())
    x, whole, words, mask = draw(2, 2, width), draw(3, 2, width), draw(4, 2, 77, width), torch.ones(2, 77, dtype=torch.long)
    mask[1, 5:] = 0
    save("prior_forward", {"timestep": 301}, x=x, proj_embedding=whole, encoder_hidden_states=words, attention_mask=mask,
         out=prior(x, 301, whole, words, mask.bool()).predicted_image_embedding)
    x, e = draw(5, 2, 4, 8, 12), draw(6, 2, width)
    save("unet_forward", {"timestep": 77}, sample=x, image_embeds=e, out=unet(x, 77, None, added_cond_kwargs={"image_embeds": e}).sample)
    z, image = draw(7, 1, 4, 4, 6), draw(8, 1, 3, 48, 32).clamp(-1, 1)
    save("movq", {}, z=z, decoded=movq.decode(z, force_not_quantize=True).sample, decoded_quantized=movq.decode(z).sample,
         image=image, encoded=movq.encode(image).latents)

    log, generator = Log(), lambda k: torch.Generator("cpu").manual_seed(seed * 100 + k)
    steps, scale = rnd.choice([4, 6]), rnd.choice([2.0, 4.5])
    for name, arguments in (("prior_plain", {}), ("prior_negative", {"negative_prompt": NEGATIVE}), ("prior_unguided", {"guidance_scale": 1.0})):
        log.clear()
        arguments = {"prompt": PROMPTS[1], "guidance_scale": scale, "num_inference_steps": steps, **arguments}
        r = stage1(**arguments, generator=generator(20), callback_on_step_end=log.step)
        save(name, {**arguments, "seed": seed * 100 + 20}, **log.tensors(), image_embeds=r.image_embeds, negative_image_embeds=r.negative_image_embeds)
    embeds = dict(image_embeds=r.image_embeds, negative_image_embeds=r.negative_image_embeds)
    for name, arguments in (("text2img", {}), ("text2img_unguided", {"guidance_scale": 1.0}), ("text2img_odd_size", {"height": 70, "width": 33})):
        log.clear()
        arguments = {"height": 64, "width": 128, "guidance_scale": scale, "num_inference_steps": steps, **arguments}
        image = stage2(**embeds, **arguments, generator=generator(21), output_type="np", callback_on_step_end=log.step).images
        save(name, {**arguments, "seed": seed * 100 + 21}, **embeds, **log.tensors(), image=torch.from_numpy(image))
    log.clear()
    g = generator(22)
    r = stage1(PROMPTS[0], negative_prompt=NEGATIVE, guidance_scale=scale, num_inference_steps=steps, generator=g)
    image = stage2(image_embeds=r.image_embeds, negative_image_embeds=r.negative_image_embeds, height=64, width=64, guidance_scale=scale,
                   num_inference_steps=steps, generator=g, output_type="np").images
    save("end_to_end", {"prompt": PROMPTS[0], "negative_prompt": NEGATIVE, "prior_guidance_scale": scale, "guidance_scale": scale, "prior_steps": steps,
                        "steps": steps, "height": 64, "width": 64, "seed": seed * 100 + 22}, **log.tensors(), image=torch.from_numpy(image))
    tasks(out, save, log, generator, dict(prior=prior, vision=vision, text=text, tok=tok, unclip=unclip, processor=processor, unet=unet,
                                          inpaint=unet_of(9, "image", (16, 32)), depth=unet_of(8, "image_hint", (16, 32)), movq=movq,
                                          small=movq_of([32, 32, 32, 32], 16), ddpm=ddpm), embeds, steps, scale, weights)
    for path in out.rglob("*.safetensors"):
        if path.parent.name == "golden":
            continue
        save_file({k: v.half() if v.dtype == torch.float32 else v for k, v in load_file(path).items()}, path, metadata={"format": "pt"})
    (out / "fixture.json").write_text(json.dumps({"system": "kandinsky-2.2", "prior": "prior", "decoder": "decoder", "inpaint": "inpaint", "controlnet": "depth"}, indent=1) + "\n")


def drawn(seed, width, height):
    """A picture with soft shapes and some grain, so that every resampling shows."""
    rng = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width] / 11.0
    waves = [np.sin(x * (1 + c) + seed) + np.cos(y * (2 - c / 2)) for c in range(3)]
    return PIL.Image.fromarray((127 + 50 * np.stack(waves, -1) + rng.randint(-20, 20, (height, width, 3))).clip(0, 255).astype("uint8"))


def bytes_of(picture):
    return torch.from_numpy(np.asarray(picture).copy())


@torch.no_grad()
def tasks(out, save, log, generator, parts, embeds, steps, scale, weights):
    """What starts from pictures."""
    for name in ("inpaint", "depth", "small"):
        shake(parts[name], weights)
    common = dict(scheduler=parts["ddpm"], movq=parts["small"])
    inpaint = KandinskyV22InpaintPipeline(unet=parts["inpaint"], **common)
    depth = KandinskyV22ControlnetPipeline(unet=parts["depth"], **common)
    inpaint.save_pretrained(out / "inpaint"), depth.save_pretrained(out / "depth")
    stage1 = dict(prior=parts["prior"], image_encoder=parts["vision"], text_encoder=parts["text"], tokenizer=parts["tok"], scheduler=parts["unclip"],
                  image_processor=parts["processor"])
    a, b = drawn(1, 90, 41), drawn(2, 30, 52)
    log.clear()
    pipe = KandinskyV22PriorPipeline(**stage1)
    pipe.set_progress_bar_config(disable=True)
    r = pipe.interpolate([a, PROMPTS[0], b], [0.5, 0.2, 0.4], generator=generator(30), num_inference_steps=steps, guidance_scale=scale)
    save("interpolate", {"items": ["picture", PROMPTS[0], "picture2"], "weights": [0.5, 0.2, 0.4], "seed": generator(30).initial_seed(),
                         "num_inference_steps": steps, "guidance_scale": scale}, **log.tensors(), picture=bytes_of(a), picture2=bytes_of(b),
         image_embeds=r.image_embeds, negative_image_embeds=r.negative_image_embeds)
    log.clear()
    pipe = KandinskyV22PriorEmb2EmbPipeline(**stage1)
    pipe.set_progress_bar_config(disable=True)
    arguments = {"prompt": PROMPTS[1], "num_inference_steps": 7, "strength": 0.45, "guidance_scale": scale}
    r = pipe(image=b, generator=generator(31), **arguments)
    save("prior_emb2emb", {**arguments, "seed": generator(31).initial_seed()}, **log.tensors(), picture=bytes_of(b), image_embeds=r.image_embeds,
         negative_image_embeds=r.negative_image_embeds)

    def paint(name, pipe, arguments, tensors, **given):
        log.clear()
        pipe.set_progress_bar_config(disable=True)
        # The older pipelines call back in another way.
        modern = "callback_on_step_end" in pipe.__call__.__wrapped__.__code__.co_varnames
        callback = {"callback_on_step_end": log.step} if modern else {"callback": log.old_step}
        arguments = {"guidance_scale": scale, "num_inference_steps": steps, **arguments}
        image = pipe(**embeds, **arguments, **given, **callback, generator=generator(32), output_type="np").images
        save(name, {**arguments, "seed": generator(32).initial_seed()}, **embeds, **log.tensors(), **tensors, image=torch.from_numpy(image))

    # Square, because 0.42.1 swaps height and width here; the picture is more than twice as large, so it is reduced first.
    large = drawn(3, 150, 201)
    over = {"height": 64, "width": 64, "strength": 0.7}
    paint("img2img", KandinskyV22Img2ImgPipeline(unet=parts["unet"], scheduler=parts["ddpm"], movq=parts["movq"]), over, {"init_picture": bytes_of(large)}, image=large)
    init, mask = drawn(4, 128, 64), np.zeros((64, 128), "float32")
    mask[9:40, 50:83], mask[30:35, 100:] = 1, 1
    paint("inpaint", inpaint, {"height": 64, "width": 128}, {"init_picture": bytes_of(init), "mask": torch.from_numpy(mask.copy())}, image=init, mask_image=mask)
    hint = torch.rand(1, 3, 64, 64, generator=generator(33))
    paint("controlnet", depth, {"height": 64, "width": 64}, {"hint": hint}, hint=hint)
    paint("controlnet_img2img", KandinskyV22ControlnetImg2ImgPipeline(unet=parts["depth"], **common), over, {"hint": hint, "init_picture": bytes_of(large)},
          image=large, hint=hint)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, required=True)
    arguments = parser.parse_args()
    make(arguments.out, arguments.seed)
