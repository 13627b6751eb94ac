"""Draws of torch's CPU generator at lengths on both of its paths and between them.

    python torch_cpu_randn.py > ../fixtures/torch_cpu_randn.json
"""
import json

import torch

cases = []
for seed, lengths in ((0, [1, 2, 3, 15, 16, 17, 31, 5]), (31, [1280, 4 * 8 * 8, 100, 7, 7]), (2**32 + 5, [16, 1]), (987654321987, [48, 33])):
    generator = torch.Generator("cpu").manual_seed(seed)
    cases.append({"seed": seed, "draws": [torch.randn(n, generator=generator).tolist() for n in lengths]})
print(json.dumps(cases))
