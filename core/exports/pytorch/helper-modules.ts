/** Modules that PyTorch lacks, as Python text, by the name of their class. */
export const HELPER_MODULES = {
  GaussianNoise: `class GaussianNoise(nn.Module):
    """Adds normal noise while training."""

    def __init__(self, deviation):
        super().__init__()
        self.deviation = deviation

    def forward(self, x):
        return x + self.deviation * torch.randn_like(x) if self.training else x`,

  StochasticBinary: `class StochasticBinary(nn.Module):
    """1 with probability sigmoid(x), else 0, while training; the probability otherwise. The gradient is the probability's (straight-through)."""

    def forward(self, x):
        p = torch.sigmoid(x)
        return p + (torch.bernoulli(p) - p).detach() if self.training else p`,

  LocallyConnected2d: `class LocallyConnected2d(nn.Module):
    """A convolution whose weights differ from place to place: weight [places, channels, inputs * kernel ** 2]."""

    def __init__(self, inputs, channels, kernel_size, stride, places, bias=True):
        super().__init__()
        self.kernel_size, self.stride, self.places = kernel_size, stride, places
        taps = inputs * kernel_size**2
        self.weight = nn.Parameter(torch.randn(places[0] * places[1], channels, taps) / taps**0.5)
        self.bias = nn.Parameter(torch.zeros(places[0] * places[1], channels)) if bias else None

    def forward(self, x):
        patches = F.unfold(x, self.kernel_size, stride=self.stride)
        y = torch.einsum("ntp,pct->ncp", patches, self.weight)
        if self.bias is not None:
            y = y + self.bias.t()
        return y.unflatten(2, self.places)`,

  SimpleRecurrent: `class SimpleRecurrent(nn.Module):
    """h = f(W_ih x + b_ih + W_hh h + b_hh) along axis 1, from zeros; returns the state of every step."""

    def __init__(self, features, units, function):
        super().__init__()
        self.function = function
        self.weight_ih = nn.Parameter(torch.randn(units, features) / features**0.5)
        self.weight_hh = nn.Parameter(nn.init.orthogonal_(torch.empty(units, units)))
        self.bias_ih = nn.Parameter(torch.zeros(units))
        self.bias_hh = nn.Parameter(torch.zeros(units))

    def forward(self, x):
        h = x.new_zeros(len(x), self.weight_hh.shape[0])
        states = []
        for t in range(x.shape[1]):
            h = self.function(F.linear(x[:, t], self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh))
            states.append(h)
        return torch.stack(states, dim=1)`,
} as const

export type HelperModule = keyof typeof HELPER_MODULES
