"""Golden values from PyTorch (float64), for test/core. Run: python3 - < test/golden/make_torch.py > test/golden/torch.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)


def numbers(tensor):
    return tensor.detach().flatten().tolist()


def optimizer_case(kind, hyperparameters, make, generator=None):
    """100 steps from fixed gradients; the weights after steps 1, 2, 10 and 100."""
    start = torch.randn(6, generator=generator)
    gradients = torch.randn(100, 6, generator=generator) * torch.tensor([1.0, 0.1, 10.0, 1e-3, 1.0, 0.0])
    w = start.clone().requires_grad_(True)
    optimizer = make([w])
    after = {}
    for t in range(100):
        w.grad = gradients[t].clone()
        optimizer.step()
        if t + 1 in (1, 2, 10, 100):
            after[str(t + 1)] = numbers(w)
    return {"kind": kind, "hyperparameters": hyperparameters, "start": numbers(start), "gradients": [numbers(g) for g in gradients], "after": after}


optimizers = [
    optimizer_case("sgd", {"learningRate": 0.05}, lambda p: torch.optim.SGD(p, lr=0.05)),
    optimizer_case("momentum", {"learningRate": 0.02, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9)),
    optimizer_case("momentum", {"learningRate": 0.1, "momentum": 0.5}, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5)),
    optimizer_case("nesterov", {"learningRate": 0.02, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True)),
    optimizer_case("adam", {"learningRate": 0.001}, lambda p: torch.optim.Adam(p, lr=0.001)),
    optimizer_case("adam", {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3}, lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.99), eps=1e-3)),
]


# Cases added later draw from a generator of their own, so that the numbers of the others stay.
# NAdam is left out: PyTorch 1.13 multiplies the product of momenta by one factor twice.
own = torch.Generator().manual_seed(11)
optimizers += [
    optimizer_case("rmsprop", {"learningRate": 0.001}, lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9), own),
    optimizer_case("rmsprop", {"learningRate": 0.05, "rho": 0.99, "epsilon": 1e-4}, lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.99, eps=1e-4), own),
    optimizer_case("adagrad", {"learningRate": 0.01}, lambda p: torch.optim.Adagrad(p, lr=0.01), own),
    optimizer_case("adadelta", {"learningRate": 1.0}, lambda p: torch.optim.Adadelta(p, lr=1.0), own),
    optimizer_case("adadelta", {"learningRate": 0.5, "rho": 0.95, "epsilon": 1e-3}, lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.95, eps=1e-3), own),
    optimizer_case("adamW", {"learningRate": 0.001}, lambda p: torch.optim.AdamW(p, lr=0.001), own),
    optimizer_case("adamW", {"learningRate": 0.05, "weightDecay": 0.5}, lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.5), own),
    optimizer_case("adamax", {"learningRate": 0.002}, lambda p: torch.optim.Adamax(p, lr=0.002), own),
    optimizer_case("amsGrad", {"learningRate": 0.001}, lambda p: torch.optim.Adam(p, lr=0.001, amsgrad=True), own),
    optimizer_case("amsGrad", {"learningRate": 0.01, "beta2": 0.9}, lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.9), amsgrad=True), own),
    optimizer_case("rprop", {"learningRate": 0.01}, lambda p: torch.optim.Rprop(p, lr=0.01), own),
    optimizer_case("rprop", {"learningRate": 0.1, "increase": 1.5, "decrease": 0.3, "least": 0.01, "most": 0.2}, lambda p: torch.optim.Rprop(p, lr=0.1, etas=(0.3, 1.5), step_sizes=(0.01, 0.2)), own),
]


def loss_case(kind, outputs, loss, targets):
    z = outputs.clone().requires_grad_(True)
    value = loss(z)
    value.backward()
    return {"kind": kind, "shape": list(outputs.shape), "outputs": numbers(outputs), "targets": targets, "loss": value.item(), "gradient": numbers(z.grad)}


labels = torch.tensor([2, 0, 1, 3])
binary = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
values = torch.randn(3, 2)
wild = torch.tensor([[1000.0, -1000.0, 0.0, 3.0], [-50.0, 80.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0], [5.0, 4.0, 3.0, -700.0]])
losses = [
    loss_case("softmaxCrossEntropy", torch.randn(4, 4) * 3, lambda z: F.cross_entropy(z, labels), labels.tolist()),
    loss_case("softmaxCrossEntropy", wild, lambda z: F.cross_entropy(z, labels), labels.tolist()),
    loss_case("binaryCrossEntropy", torch.randn(2, 3) * 4, lambda z: F.binary_cross_entropy_with_logits(z, binary), numbers(binary)),
    loss_case("meanSquaredError", torch.randn(3, 2), lambda z: F.mse_loss(z, values), numbers(values)),
]


def network_case():
    """5-4-4-3, tanh and ReLU, L2 on the weights, 100 steps of Adam on two alternating batches."""
    layers = [torch.nn.Linear(5, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 3)]
    start = {f"h{i + 1}.{name}": {"shape": list(p.shape), "data": numbers(p)} for i, layer in enumerate(layers) for name, p in layer.named_parameters()}
    x = torch.randn(12, 5)
    y = torch.tensor([0, 1, 2] * 4)
    parameters = [p for layer in layers for p in layer.parameters()]
    weights = [layer.weight for layer in layers]
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    curve = []
    first = None
    for step in range(100):
        batch = slice(0, 6) if step % 2 == 0 else slice(6, 12)
        optimizer.zero_grad()
        loss = F.cross_entropy(layers[2](torch.relu(layers[1](torch.tanh(layers[0](x[batch]))))), y[batch])
        curve.append(loss.item())
        (loss + 0.5 * 0.01 * sum((w ** 2).sum() for w in weights)).backward()
        if first is None:
            first = {f"h{i + 1}.{name}": numbers(p.grad) for i, layer in enumerate(layers) for name, p in layer.named_parameters()}
        optimizer.step()
    end = {f"h{i + 1}.{name}": numbers(p) for i, layer in enumerate(layers) for name, p in layer.named_parameters()}
    return {"start": start, "inputs": numbers(x), "labels": y.tolist(), "l2": 0.01, "learningRate": 0.01, "firstGradients": first, "losses": curve, "end": end}


def activation_case(kind, function):
    x = torch.tensor([-30.0, -3.0, -0.5, 0.25, 2.0, 40.0]).requires_grad_(True)
    y = function(x)
    weights = torch.arange(1.0, 7.0)
    (y * weights).sum().backward()
    return {"kind": kind, "x": numbers(x), "y": numbers(y), "dy": numbers(weights), "dx": numbers(x.grad)}


activations = [
    activation_case("linear", lambda x: x * 1),
    activation_case("logistic", torch.sigmoid),
    activation_case("tanh", torch.tanh),
    activation_case("relu", torch.relu),
    activation_case("softmax", lambda x: torch.softmax(x, 0)),
]

print(json.dumps({"torch": torch.__version__, "optimizers": optimizers, "losses": losses, "activations": activations, "network": network_case()}))
