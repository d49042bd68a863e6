"""Golden values of layers, activations and losses from PyTorch (float64), for test/core. Run: python3 - < test/golden/make_torch_layers.py > test/golden/torch-layers.json"""
import json
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def numbers(tensor):
    return tensor.detach().flatten().tolist()


def activation_case(kind, hyperparameters, function):
    x = torch.tensor([-30.0, -3.0, -0.5, 0.25, 2.0, 40.0]).requires_grad_(True)
    y = function(x)
    weights = torch.arange(1.0, 7.0)
    (y * weights).sum().backward()
    return {"kind": kind, "hyperparameters": hyperparameters, "x": numbers(x), "y": numbers(y), "dy": numbers(weights), "dx": numbers(x.grad)}


activations = [
    activation_case("leakyRelu", {}, F.leaky_relu),
    activation_case("leakyRelu", {"slope": 0.2}, lambda x: F.leaky_relu(x, 0.2)),
    activation_case("elu", {}, F.elu),
    activation_case("elu", {"alpha": 0.7}, lambda x: F.elu(x, 0.7)),
    activation_case("selu", {}, F.selu),
    activation_case("leCunTanh", {}, lambda x: 1.7159 * torch.tanh(2 * x / 3)),
    activation_case("tanhLinear", {"slope": 0.05}, lambda x: torch.tanh(x) + 0.05 * x),
    activation_case("logistic", {"slope": 2.5}, lambda x: torch.sigmoid(2.5 * x)),
    activation_case("softplus", {}, F.softplus),
    activation_case("softsign", {}, F.softsign),
    # Not F.hardsigmoid, whose gradient is a sixth in float32.
    activation_case("hardSigmoid", {}, lambda x: F.relu6(x + 3) / 6),
    activation_case("gelu", {}, F.gelu),
    activation_case("gelu", {"form": "tanh"}, lambda x: F.gelu(x, approximate="tanh")),
    activation_case("silu", {}, F.silu),
    activation_case("mish", {}, F.mish),
    activation_case("logSoftmax", {}, lambda x: torch.log_softmax(x, 0)),
    activation_case("softmax", {"temperature": 8}, lambda x: torch.softmax(x / 8, 0)),
]


def loss_case(kind, hyperparameters, outputs, targets, loss, weights=None):
    """`loss` takes outputs and targets and gives one number per row."""
    z = outputs.clone().requires_grad_(True)
    rows = loss(z, targets)
    rows.mean().backward()
    return {"kind": kind, "hyperparameters": hyperparameters, "shape": list(outputs.shape), "outputs": numbers(outputs), "targets": numbers(targets), "classWeights": weights,
            "losses": numbers(rows), "gradient": numbers(z.grad)}


labels = torch.tensor([2, 0, 1, 3, 3])
onehot = F.one_hot(labels, 4).double()
values = torch.randn(5, 4) * 2
spread = torch.softmax(torch.randn(5, 4), 1)
weights = torch.tensor([0.5, 2.0, 0.0, 1.25])
losses = [
    loss_case("meanAbsoluteError", {}, torch.randn(5, 4) * 2, values, lambda z, t: F.l1_loss(z, t, reduction="none").mean(1)),
    loss_case("huber", {}, torch.randn(5, 4) * 2, values, lambda z, t: F.huber_loss(z, t, reduction="none").mean(1)),
    loss_case("huber", {"delta": 0.3}, torch.randn(5, 4) * 2, values, lambda z, t: F.huber_loss(z, t, reduction="none", delta=0.3).mean(1)),
    loss_case("sumOfSquares", {}, torch.randn(5, 4), values, lambda z, t: 0.5 * F.mse_loss(z, t, reduction="none").sum(1)),
    loss_case("hinge", {}, torch.randn(5, 4) * 2, onehot, lambda z, t: F.relu(1 - (2 * t - 1) * z).mean(1)),
    loss_case("klDivergence", {}, torch.randn(5, 4) * 2, spread, lambda z, t: F.kl_div(F.log_softmax(z, 1), t, reduction="none").sum(1)),
    loss_case("klDivergence", {}, torch.randn(5, 4) * 30, onehot, lambda z, t: F.kl_div(F.log_softmax(z, 1), t, reduction="none").sum(1)),
    loss_case("softmaxCrossEntropy", {"labelSmoothing": 0.1}, torch.randn(5, 4) * 2, labels, lambda z, t: F.cross_entropy(z, t, label_smoothing=0.1, reduction="none")),
    loss_case("softmaxCrossEntropy", {}, torch.randn(5, 4) * 2, labels, lambda z, t: F.cross_entropy(z, t, weight=weights, reduction="none"), weights.tolist()),
]


def layer_case(kind, hyperparameters, module, x, rename=lambda name: name, view=lambda y: y):
    """Two training passes with their gradients, the buffers after them, then inference."""
    start = {}
    for name, p in module.named_parameters():
        with torch.no_grad():
            p.copy_(torch.randn(p.shape) * 0.5 + (1 if p.dim() == 1 else 0))
        start[rename(name)] = {"shape": list(p.shape), "data": numbers(p)}
    passes = []
    for _ in range(2):
        leaf = x.clone().requires_grad_(True)
        module.zero_grad()
        y = view(module(leaf))
        dy = torch.randn(y.shape)
        (y * dy).sum().backward()
        passes.append({"x": numbers(leaf), "y": numbers(y), "dy": numbers(dy), "dx": None if leaf.grad is None else numbers(leaf.grad),
                       "gradients": {rename(name): numbers(p.grad) for name, p in module.named_parameters()}})
        x = torch.randn(x.shape) * 2 + 1
    buffers = {name: numbers(b) for name, b in module.named_buffers() if b.dim() > 0}
    module.eval()
    return {"kind": kind, "hyperparameters": hyperparameters, "inputShape": list(x.shape[1:]), "outputShape": list(y.shape[1:]), "start": start,
            "passes": passes, "buffers": buffers, "inference": {"x": numbers(x), "y": numbers(view(module(x)))}}


layers = [
    layer_case("batchNormalization", {}, nn.BatchNorm1d(7), torch.randn(5, 7) * 3 + 100),
    layer_case("batchNormalization", {"momentum": 0.3, "epsilon": 0.01}, nn.BatchNorm2d(3, eps=0.01, momentum=0.3), torch.randn(4, 3, 3, 5)),
    layer_case("batchNormalization", {"affine": False}, nn.BatchNorm2d(2, affine=False), torch.randn(2, 2, 1, 3)),
    layer_case("layerNormalization", {}, nn.LayerNorm(9), torch.randn(3, 9)),
    layer_case("layerNormalization", {"epsilon": 0.1}, nn.LayerNorm([2, 3, 3], eps=0.1), torch.randn(3, 2, 3, 3) + 5),
    layer_case("layerNormalization", {"axes": "last"}, nn.LayerNorm(5), torch.randn(2, 4, 5)),
    layer_case("groupNormalization", {"groups": 3}, nn.GroupNorm(3, 6), torch.randn(2, 6, 3, 3)),
    layer_case("groupNormalization", {"groups": 2}, nn.GroupNorm(2, 8), torch.randn(3, 8)),
    layer_case("instanceNormalization", {}, nn.InstanceNorm2d(3, affine=True), torch.randn(2, 3, 4, 3)),
    layer_case("instanceNormalization", {"affine": False}, nn.InstanceNorm2d(3), torch.randn(2, 3, 2, 2)),
    layer_case("pRelu", {}, nn.PReLU(4), torch.randn(3, 4, 2, 3)),
    layer_case("pRelu", {"shared": True}, nn.PReLU(), torch.randn(5, 6)),
]



class Last(nn.Module):
    """A recurrent layer whose output is the last step's."""
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0][:, -1]


class Every(Last):
    def forward(self, x):
        return self.layer(x)[0]


def plain(name):
    """layer.weight_ih_l0 as weight_ih."""
    return name.removeprefix("layer.").removesuffix("_l0")


layers += [
    layer_case("conv1d", {"channels": 4, "kernel": 3, "padding": "explicit", "paddingSize": 1}, nn.Conv1d(2, 4, 3, padding=1), torch.randn(3, 2, 8)),
    layer_case("conv1d", {"channels": 6, "kernel": 4, "stride": 2, "dilation": 2, "groups": 3, "padding": "valid", "bias": False}, nn.Conv1d(3, 6, 4, stride=2, dilation=2, groups=3, bias=False), torch.randn(2, 3, 17)),
    layer_case("convTranspose2d", {"channels": 3}, nn.ConvTranspose2d(2, 3, 4, stride=2, padding=1), torch.randn(2, 2, 3, 4)),
    layer_case("convTranspose2d", {"channels": 4, "kernel": 3, "stride": 3, "padding": 0, "outputPadding": 2, "groups": 2}, nn.ConvTranspose2d(6, 4, 3, stride=3, output_padding=2, groups=2), torch.randn(2, 6, 3, 2)),
    layer_case("convTranspose2d", {"channels": 2, "kernel": 5, "stride": 1, "padding": 2, "bias": False}, nn.ConvTranspose2d(3, 2, 5, padding=2, bias=False), torch.randn(1, 3, 5, 5)),
    layer_case("upsampling2d", {"factor": 3}, nn.Upsample(scale_factor=3), torch.randn(2, 2, 2, 3)),
    layer_case("zeroPadding2d", {"top": 1, "bottom": 2, "left": 0, "right": 3}, nn.ZeroPad2d((0, 3, 1, 2)), torch.randn(2, 2, 3, 3)),
    layer_case("simpleRecurrent", {"units": 5}, Last(nn.RNN(3, 5, batch_first=True)), torch.randn(4, 6, 3), plain),
    layer_case("simpleRecurrent", {"units": 2, "activation": "relu", "returns": "all"}, Every(nn.RNN(3, 2, batch_first=True, nonlinearity="relu")), torch.randn(2, 4, 3), plain),
    layer_case("lstm", {"units": 5}, Last(nn.LSTM(3, 5, batch_first=True)), torch.randn(3, 6, 3), plain),
    layer_case("lstm", {"units": 3, "returns": "all"}, Every(nn.LSTM(2, 3, batch_first=True)), torch.randn(3, 5, 2), plain),
    layer_case("gru", {"units": 5}, Last(nn.GRU(3, 5, batch_first=True)), torch.randn(3, 6, 3), plain),
    layer_case("gru", {"units": 3, "returns": "all"}, Every(nn.GRU(2, 3, batch_first=True)), torch.randn(3, 5, 2), plain),
]

print(json.dumps({"torch": torch.__version__, "activations": activations, "losses": losses, "layers": layers}))
