"""`python -m dialogue tag NLU`, `python -m dialogue kinds NLU`: train what is in `tagging/`, and keep what was learned.

Both learn from the marked accounts in the folder's `accounts/`, the kinds from its other examples too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from rasa.shared.data import get_data_files, is_nlu_file
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import TEXT

from candour.errors import ModelError
from dialogue.intent_classifier import of_intents, told
from dialogue.tuning import kinds, tagging
from dialogue.tuning.network import WEIGHTS, Network, read_weights
from encoder.files import ENCODER, load_tokenizer, verified
from encoder.tuned import Tuned
from tagging import kinds as kept_kinds
from tagging import tagger as kept_tags
from tagging.marks import Account, MarkError, read_marked
from tagging.tagger import MAX_TOKENS

Say = Callable[[int, int, float], None]


def run(folder: str, out: TextIO, tuned: Path = kept_tags.TUNED, head: Path = kept_tags.HEAD) -> None:
    """Train the tagger, and tell each step.

    Args:
        folder: of the training examples.   out: where progress is told.   tuned, head: where what was learned is kept.

    Raises:
        ModelError: a file of the encoder is missing or another one, or an account cannot be read.
    """
    taught, tags = tagging.lessons(_accounts(Path(folder) / "accounts"), load_tokenizer(MAX_TOKENS))
    _train(lambda network: tagging.learn(network, taught, tags, _teller("tagging", out)).save(head), tuned)


def run_kinds(folder: str, out: TextIO, tuned: Path = kept_kinds.TUNED, head: Path = kept_kinds.HEAD) -> None:
    """Train the kinds of conduct; the arguments and errors are those of `run`."""
    accounts = _accounts(Path(folder) / "accounts")
    taught = kinds.lessons(accounts, _told(folder), load_tokenizer(MAX_TOKENS))
    _train(lambda network: kinds.learn(network, taught, _teller("kinds", out)).save(head), tuned)


def _train(learn: Callable[[Network], None], tuned: Path) -> None:
    base, weights = verified(*ENCODER).read_bytes(), read_weights(verified(*WEIGHTS))
    network = Network(weights)
    learn(network)
    after = {name: variable.numpy() for name, variable in network.variables.items()}
    Tuned.between(base, weights, after).save(tuned)


def _teller(what: str, out: TextIO) -> Say:
    return lambda step, steps, loss: print(f"{what}: step {step} of {steps}, loss {loss:.2f}", file=out, flush=True)


def _accounts(folder: Path) -> list[Account]:
    accounts: list[Account] = []
    for file in sorted(folder.glob("*.txt")):
        try:
            accounts += read_marked(file.read_text("utf-8"))
        except MarkError as error:
            raise ModelError(f"{file.name}, {error}") from error
    if not accounts:
        raise ModelError(f"there are no marked accounts in {folder.name}/")
    return accounts


def _told(folder: str) -> list[tuple[str, list[str]]]:
    """The training examples of which it is known what kinds of conduct they tell of."""
    _, messages = of_intents(training_data_from_paths(get_data_files([folder], is_nlu_file), "en"))
    return [(message.get(TEXT), each) for message in messages if (each := told(message)) is not None]
