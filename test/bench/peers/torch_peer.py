"""PyTorch, eager, one thread (or as many as the first argument says)."""
import sys

import torch
from torch import nn
from timing import seconds_per_call, serve

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
SAMPLES = 1280


def dense(*sizes):
    layers = []
    for i in range(len(sizes) - 1):
        layers += [nn.Linear(sizes[i], sizes[i + 1])] + ([nn.ReLU()] if i < len(sizes) - 2 else [])
    return layers


NETWORKS = {
    "2-8-8-2": ((2,), 2, lambda: dense(2, 8, 8, 2)),
    "784-128-10": ((784,), 10, lambda: dense(784, 128, 10)),
    "784-512-512-10": ((784,), 10, lambda: dense(784, 512, 512, 10)),
    "LeNet-5": ((1, 28, 28), 10, lambda: [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()] + dense(400, 120, 84, 10)),
    "CNN 1-32-64": ((1, 28, 28), 10, lambda: [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()] + dense(1600, 128, 10)),
}
trainings = {}


def training(name, batch):
    if (name, batch) not in trainings:
        shape, classes, layers = NETWORKS[name]
        model = nn.Sequential(*layers())
        optimizer = torch.optim.Adam(model.parameters())
        loss_function = nn.CrossEntropyLoss()
        x, y = torch.randn(SAMPLES, *shape), torch.randint(0, classes, (SAMPLES,))
        order = torch.randperm(SAMPLES)
        position = [0]

        def step():
            if position[0] + batch > SAMPLES:
                position[0] = 0
            chosen = order[position[0]:position[0] + batch]
            position[0] += batch
            optimizer.zero_grad()
            loss = loss_function(model(x[chosen]), y[chosen])
            loss.backward()
            optimizer.step()
            return loss.item()

        trainings[name, batch] = step
    return trainings[name, batch]


def answer(request):
    if request["type"] == "train":
        return seconds_per_call(training(request["network"], request["batch"]), request["seconds"])
    return "not measured with this peer"


serve(f"PyTorch {torch.__version__}", answer)
