"""`python -m dialogue tag FOLDER`: trains the tagger on the marked accounts in a folder, and keeps what was learned."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from candour.errors import ModelError
from dialogue.tuning.network import WEIGHTS, Network, read_weights
from dialogue.tuning.tagging import learn, lessons
from encoder.files import ENCODER, load_tokenizer, verified
from encoder.tuned import Tuned
from tagging.marks import Account, MarkError, read_marked
from tagging.tagger import HEAD, MAX_TOKENS, TUNED


def run(folder: str, out: TextIO, tuned: Path = TUNED, head: Path = HEAD) -> None:
    """Train, and tell each step.

    Args:
        folder: of the marked accounts, `*.txt`.   out: where progress is told.
        tuned, head: where what was learned is kept.

    Raises:
        ModelError: a file of the encoder is missing or another one, or an account cannot be read.
    """
    base, weights = verified(*ENCODER).read_bytes(), read_weights(verified(*WEIGHTS))
    network = Network(weights)
    taught, tags = lessons(_accounts(Path(folder)), load_tokenizer(MAX_TOKENS))

    def say(step: int, steps: int, loss: float) -> None:
        print(f"tagging: step {step} of {steps}, loss {loss:.2f}", file=out, flush=True)

    learned = learn(network, taught, tags, say)
    after = {name: variable.numpy() for name, variable in network.variables.items()}
    Tuned.between(base, weights, after).save(tuned)
    learned.save(head)


def _accounts(folder: Path) -> list[Account]:
    accounts: list[Account] = []
    for file in sorted(folder.glob("*.txt")):
        try:
            accounts += read_marked(file.read_text("utf-8"))
        except MarkError as error:
            raise ModelError(f"{file.name}, {error}") from error
    return accounts
