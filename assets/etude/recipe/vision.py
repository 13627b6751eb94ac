"""The image encoder: learns to see in a picture the embedding that its scene was written down as."""
import sys

import numpy as np
import torch
import torch.nn.functional as F
from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection

import embedding
import pictures
from training import as_input, fit

STEPS, BATCH = 4000, 48
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]


def build():
    return CLIPVisionModelWithProjection(CLIPVisionConfig(
        hidden_size=128, intermediate_size=352, num_hidden_layers=4, num_attention_heads=4, image_size=pictures.SIDE, patch_size=16,
        projection_dim=embedding.WIDTH, hidden_act="gelu"))


def pixel_values(x):
    """−1..1 pictures → what CLIP's image processor makes of them at this very size."""
    return ((x + 1) / 2 - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def train(run, steps=STEPS):
    torch.manual_seed(2)
    scenes, data = pictures.load(run)
    target = torch.from_numpy(embedding.of_all(scenes))

    def loss_of(model, step):
        picked = np.sort(np.random.RandomState(step).randint(len(data), size=BATCH))
        return F.mse_loss(model(pixel_values(as_input(data[picked]))).image_embeds, target[picked])

    model = fit("vision", run, build(), loss_of, steps, 1e-3, seed=2)
    silence_zero(model)
    model.save_pretrained(f"{run}/prior/image_encoder")
    CLIPImageProcessor(crop_size={"height": pictures.SIDE, "width": pictures.SIDE}, size={"shortest_edge": pictures.SIDE}, image_mean=MEAN, image_std=STD,
                       resample=3, do_resize=True, do_center_crop=True, do_normalize=True).save_pretrained(f"{run}/prior/image_processor")


@torch.no_grad()
def silence_zero(model):
    """Turns the projection away from the zero picture, so that its embedding is zero, as the UNet learns it."""
    seen = model.vision_model(torch.zeros(1, 3, pictures.SIDE, pictures.SIDE)).pooler_output[0]
    weight = model.visual_projection.weight
    weight.sub_(torch.outer(weight @ seen, seen) / seen.dot(seen))


if __name__ == "__main__":
    train(sys.argv[1])
