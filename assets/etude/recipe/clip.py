"""The CLIP pair. Beside the contrastive loss, the picture's embedding must also tell the layout (a 16×16 sketch) and,
like the words' one, which shapes of which colours there are: the decoder sees nothing of the prompt but this vector."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import (CLIPImageProcessor, CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer, CLIPVisionConfig,
                          CLIPVisionModelWithProjection)

import pictures
from captions import caption
from training import as_input, fit
from world import COLOURS, SHAPES, sample

STEPS, BATCH, WIDTH = 3000, 64, 160
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]


def build_tokenizer(run):
    """Byte-pair encoding in CLIP's own files, learnt from the recipe's captions."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
    path = Path(run) / "prior" / "tokenizer"
    if not (path / "vocab.json").exists():
        path.mkdir(parents=True, exist_ok=True)
        t = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix=""))
        t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
        t.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False)])
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        rng = np.random.RandomState(7)
        lines = [caption(sample(rng), rng) for _ in range(6000)]
        t.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=1200, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False))
        merges = [m if isinstance(m, str) else " ".join(m) for m in json.loads(t.to_str())["model"]["merges"]]
        vocab = {}
        for s in alphabet + [b + "</w>" for b in alphabet] + [m.replace(" ", "") for m in merges] + ["<|startoftext|>", "<|endoftext|>"]:
            vocab.setdefault(s, len(vocab))
        (path / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
        (path / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
        special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
        (path / "special_tokens_map.json").write_text(json.dumps(special, indent=1))
        (path / "tokenizer_config.json").write_text(json.dumps({"add_prefix_space": False, **special, "model_max_length": 77, "do_lower_case": True, "tokenizer_class": "CLIPTokenizer"}, indent=1))
    return CLIPTokenizer.from_pretrained(path)


def encode(tokenizer, texts):
    return tokenizer(texts, padding="max_length", max_length=77, truncation=True, return_tensors="pt")


class Pair(nn.Module):
    def __init__(self, tokenizer):
        super().__init__()
        self.text = CLIPTextModelWithProjection(CLIPTextConfig(
            vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=384, num_hidden_layers=3, num_attention_heads=5, projection_dim=WIDTH,
            max_position_embeddings=77, hidden_act="gelu", bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id))
        self.vision = CLIPVisionModelWithProjection(CLIPVisionConfig(
            hidden_size=128, intermediate_size=384, num_hidden_layers=4, num_attention_heads=4, image_size=128, patch_size=16, projection_dim=WIDTH, hidden_act="gelu"))
        self.scale = nn.Parameter(torch.tensor(2.5))
        # Only the trainings use what follows; it is not part of the checkpoint.
        self.shapes_of_text, self.shapes_of_picture = nn.Linear(WIDTH, 96), nn.Sequential(nn.Linear(WIDTH, 256), nn.GELU(), nn.Linear(256, 96))
        self.sketch = nn.Sequential(nn.Linear(WIDTH, 512), nn.GELU(), nn.Linear(512, 3 * 16 * 16))


def labels(scenes):
    """[batch, 96]: which of 7 × 12 shape and colour pairs are there, then the ground's colour."""
    out = torch.zeros(len(scenes), 96)
    for row, scene in zip(out, scenes):
        for t in scene.things:
            row[SHAPES.index(t.shape) * 12 + COLOURS.index(t.colour)] = 1
        row[84 + COLOURS.index(scene.ground)] = 1
    return out


def pixel_values(x):
    """−1..1 pictures → what CLIP's image processor makes of them at this very size."""
    return ((x + 1) / 2 - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def train(run, steps=STEPS):
    torch.manual_seed(2)
    tokenizer = build_tokenizer(run)
    scenes, data = pictures.load(run)
    model = Pair(tokenizer)

    def loss_of(model, step):
        rng = np.random.RandomState(step)
        picked = rng.randint(len(data), size=BATCH)
        chosen = [scenes[i] for i in picked]
        tokens = encode(tokenizer, [caption(s, rng) for s in chosen])["input_ids"]
        tokens = tokens[:, : int((tokens != tokenizer.eos_token_id).sum(1).max()) + 1]  # causal: what follows the end changes nothing
        x = as_input(data[np.sort(picked)][np.argsort(np.argsort(picked))])
        e, t = model.vision(pixel_values(x)).image_embeds, model.text(tokens).text_embeds
        logits = model.scale.exp() * F.normalize(e.float(), dim=-1) @ F.normalize(t.float(), dim=-1).T
        target = torch.arange(BATCH)
        contrast = (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
        truth = labels(chosen)
        said = F.binary_cross_entropy_with_logits(model.shapes_of_text(t).float(), truth)
        shown = F.binary_cross_entropy_with_logits(model.shapes_of_picture(e).float(), truth)
        sketch = F.l1_loss(model.sketch(e).float().view(-1, 3, 16, 16), F.avg_pool2d(x, 8))
        return 0.2 * contrast + 4 * said + 8 * shown + 2 * sketch

    return fit("clip", run, model, loss_of, steps, 1e-3, seed=2), tokenizer


def save(run, pair):
    pair.text.save_pretrained(f"{run}/prior/text_encoder")
    pair.vision.save_pretrained(f"{run}/prior/image_encoder")
    CLIPImageProcessor(crop_size={"height": 128, "width": 128}, size={"shortest_edge": 128}, image_mean=MEAN, image_std=STD, resample=3,
                       do_resize=True, do_center_crop=True, do_normalize=True).save_pretrained(f"{run}/prior/image_processor")


if __name__ == "__main__":
    pair, _ = train(sys.argv[1])
    save(sys.argv[1], pair)
