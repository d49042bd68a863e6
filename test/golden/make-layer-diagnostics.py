"""Layer measures from PyTorch (float64), for test/core/layer-diagnostics.test.ts.
Run: python3 test/golden/make-layer-diagnostics.py > test/golden/layer-diagnostics.json"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)

L2, RATE = 0.01, 0.01


def single(tensor):
    """Rounded to float32, which the starting weights and inputs are stored in."""
    return tensor.float().double()


layers = {"h1": torch.nn.Linear(5, 6), "h2": torch.nn.Linear(6, 4), "out": torch.nn.Linear(4, 3)}
x = single(torch.randn(12, 5))
y = torch.tensor([0, 1, 2] * 4)
with torch.no_grad():
    for layer in layers.values():
        for parameter in layer.parameters():
            parameter.copy_(single(torch.randn_like(parameter) * 0.6))
    layers["h1"].bias[0] = -40.0  # dead for every sample
    layers["h1"].bias[3] = -3.0   # dead for most, alive for some
    layers["h2"].weight[1] *= 8.0  # saturated
    for layer in layers.values():
        for parameter in layer.parameters():
            parameter.copy_(single(parameter))
start = {f"{name}.{key}": {"shape": list(p.shape), "data": p.detach().flatten().tolist()} for name, layer in layers.items() for key, p in layer.named_parameters()}


def forward(inputs):
    h1 = torch.relu(layers["h1"](inputs))
    h2 = torch.tanh(layers["h2"](h1))
    return h1, h2, layers["out"](h2)


def norm(tensors):
    return torch.sqrt(sum((t.detach() ** 2).sum() for t in tensors)).item()


optimizer = torch.optim.Adam([p for layer in layers.values() for p in layer.parameters()], lr=RATE)
steps = []
for step in range(4):
    batch = slice(0, 6) if step % 2 == 0 else slice(6, 12)
    before = {name: [p.detach().clone() for p in layer.parameters()] for name, layer in layers.items()}
    optimizer.zero_grad()
    loss = F.cross_entropy(forward(x[batch])[2], y[batch]) + 0.5 * L2 * sum((layer.weight ** 2).sum() for layer in layers.values())
    loss.backward()
    optimizer.step()
    h1, h2, _ = forward(x)
    measures = {}
    for name, layer in layers.items():
        parameters = list(layer.parameters())
        measures[name] = {
            "gradientNorm": norm([p.grad for p in parameters]),
            "weightNorm": norm(parameters),
            "updateRatio": norm([p - old for p, old in zip(parameters, before[name])]) / norm(before[name]),
            "deadShare": (h1 == 0).all(dim=0).double().mean().item() if name == "h1" else None,
            # Within 2 % of the range from −1 to 1 at either end.
            "saturatedShare": (h2.abs() >= 1 - 0.04).double().mean().item() if name == "h2" else None,
        }
    steps.append(measures)
print(json.dumps({"start": start, "inputs": x.flatten().tolist(), "labels": y.tolist(), "l2": L2, "learningRate": RATE, "steps": steps}))
