"""The text side of CLIP: a tokenizer in CLIP's own files, and the text encoder. The prior's training trains the encoder too."""
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer

import embedding
from captions import caption
from world import COLOURS, SHAPES, sample


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
    """Token ids and mask, [texts, tokens], as long as the longest text: attention is causal, so padding would change nothing."""
    return tokenizer(texts, padding="longest", max_length=77, truncation=True, return_tensors="pt")


class Text(nn.Module):
    def __init__(self, tokenizer):
        super().__init__()
        self.encoder = CLIPTextModelWithProjection(CLIPTextConfig(
            vocab_size=len(tokenizer), hidden_size=embedding.WIDTH, intermediate_size=512, num_hidden_layers=4, num_attention_heads=4,
            projection_dim=embedding.WIDTH, max_position_embeddings=77, hidden_act="gelu", bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id))
        # Only the training uses what follows; it is not part of the checkpoint.
        self.said = nn.Linear(embedding.WIDTH, 96)


def said(scenes):
    """[scenes, 96]: which of 7 × 12 pairs of shape and colour there are, then the ground's colour."""
    out = torch.zeros(len(scenes), 96)
    for row, scene in zip(out, scenes):
        for t in scene.things:
            row[SHAPES.index(t.shape) * 12 + COLOURS.index(t.colour)] = 1
        row[84 + COLOURS.index(scene.ground)] = 1
    return out
