"""The text side of CLIP: its text encoder, whose token embeddings begin as the ideas of the vocabulary."""
import torch
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

import embedding
import vocabulary


def build(tokenizer):
    model = CLIPTextModelWithProjection(CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=embedding.WIDTH, intermediate_size=256, num_hidden_layers=2, num_attention_heads=10,
        projection_dim=embedding.WIDTH, max_position_embeddings=77, hidden_act="gelu", bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id))
    model.text_model.embeddings.token_embedding.weight.data = torch.from_numpy(vocabulary.table(tokenizer, embedding.WIDTH))
    return model


def encode(tokenizer, texts):
    """Token ids and mask, [texts, tokens], as long as the longest text: attention is causal, so padding would change nothing."""
    return tokenizer(texts, padding="longest", max_length=77, truncation=True, return_tensors="pt")
