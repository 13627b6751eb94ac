"""Group norm with a backward pass written out: torch's own takes a third of a training step on a CPU."""
import torch
from torch import nn


class _GroupNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, groups, weight, bias, eps):
        n, c = x.shape[:2]
        y, mean, rstd = torch.native_group_norm(x.contiguous(), weight, bias, n, c, x[0, 0].numel(), groups, eps)
        ctx.save_for_backward(x, weight, mean, rstd)
        ctx.groups = groups
        return y

    @staticmethod
    def backward(ctx, dy):
        x, weight, mean, rstd = ctx.saved_tensors
        n, c = x.shape[:2]
        rows = (n, ctx.groups, -1)
        hat = (x.reshape(rows) - mean.reshape(n, ctx.groups, 1)).mul_(rstd.reshape(n, ctx.groups, 1))
        product = dy.reshape(n, c, -1) * hat.reshape(n, c, -1)
        per_channel, dy_channel = product.sum(-1), dy.reshape(n, c, -1).sum(-1)
        size = hat.shape[-1]
        along = (per_channel * weight).reshape(n, ctx.groups, -1).sum(-1, keepdim=True) / size
        mean_dy = (dy_channel * weight).reshape(n, ctx.groups, -1).sum(-1, keepdim=True) / size
        g = (dy.reshape(n, c, -1) * weight[:, None]).reshape(rows)
        dx = g.sub_(mean_dy).sub_(hat.mul_(along)).mul_(rstd.reshape(n, ctx.groups, 1))
        return dx.reshape(x.shape), None, per_channel.sum(0), dy_channel.sum(0), None


def quicken(model):
    """The same model, its group norms with the backward pass above. Weights and results do not change."""
    def forward(self, x):
        return _GroupNorm.apply(x, self.num_groups, self.weight, self.bias, self.eps)

    for m in model.modules():
        if isinstance(m, nn.GroupNorm):
            m.forward = forward.__get__(m)
    return model
