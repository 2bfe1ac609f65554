"""The mean of a network's weights over its last steps, which reads people it has not seen better than the last one.

Source: exponential moving average of weights (Polyak and Juditsky 1992; Tarvainen and Valpola 2017, arXiv 1703.01780).
"""

from __future__ import annotations

import numpy as np

from dialogue.tuning.network import Network

KEPT = 0.97  # of the mean, each time that weights are added


class Average:
    """The mean of a network's weights.

    Args:
        network: whose weights are added, and then replaced.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._mean: dict[str, np.ndarray] = {}

    def add(self) -> None:
        """Add the weights as they are now."""
        now = {name: variable.numpy() for name, variable in self._network.variables.items()}
        self._mean = {name: KEPT * self._mean.get(name, new) + (1 - KEPT) * new for name, new in now.items()}

    def take(self) -> None:
        """Give the network its mean; nothing changes when none was added."""
        for name, mean in self._mean.items():
            self._network.variables[name].assign(mean)
