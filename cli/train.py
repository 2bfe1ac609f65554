"""`candour train`: checks what trainers wrote, then trains the model when, and only when, its inputs have changed."""

from __future__ import annotations

import argparse
import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from candour.errors import ModelError
from candour.settings import Settings, current_settings
from cli.model import FINGERPRINT_FILE, MODEL_FILE, fingerprint, is_stale
from cli.places import MODEL_NAME, MODELS, ROOT
from cli.rasa import problems, run_rasa
from cli.stages import Stages
from cli.validation import Problem, validate
from cli.validation.rasa_says import contradictions

DATA = ("--data", "nlu", "stories", "--domain", "domain", "--config", "config.yml")
SHOWN_PROBLEMS = 20


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `train` to the command line."""
    parser = subparsers.add_parser("train", help="train the model if what it is made from has changed")
    parser.add_argument("--force", action="store_true", help="train even if nothing has changed")
    parser.add_argument("--check", action="store_true", help="only say what is wrong with nlu/, stories/ and the guide")
    parser.add_argument("--tune", action="store_true", help="tune the sentence encoder to the examples first (slow)")
    parser.add_argument("--tag", action="store_true", help="learn from nlu/accounts/ which words tell what (slow)")
    parser.add_argument("--kinds", action="store_true", help="learn from nlu/ what tells of which conduct (slow)")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour train`."""
    if options.check:
        stages = Stages()
        check(current_settings(), stages, ROOT)
        check_rules(stages, ROOT)
        return 0
    stages = Stages()
    if options.tune or options.tag or options.kinds:
        check(current_settings(), stages, ROOT)
    if options.tune:
        tune(stages)
    if options.tag:
        learn_tags(stages)
    if options.kinds:
        learn_kinds(stages)
    ensure_model(current_settings(), stages, force=options.force)
    return 0


def check(settings: Settings, stages: Stages, root: Path) -> None:
    """Say what is wrong with training data, rules and guide, and derive the domain from the guide.

    Args:
        settings: for the operator's own signposts, which the wording shows.
        stages: where progress and findings are shown.
        root: the checkout.

    Raises:
        ModelError: there are errors; warnings raise nothing.
        GuideError: the interview guide contradicts itself.
    """
    with stages.stage("Training data and guide checked"):
        _tell(validate(root), stages)
    derive(settings, root)


def derive(settings: Settings, root: Path) -> None:
    """Derive the domain from the guide.

    Raises:
        GuideError: the interview guide contradicts itself.
    """
    from interview.domain import write_domain

    write_domain(root / "domain", settings.signposts, root / "interview")


def check_rules(stages: Stages, root: Path) -> None:
    """Say which rules and stories contradict each other, which takes some seconds.

    Raises:
        ModelError: some do.
    """
    with stages.stage("Rules and stories checked"):
        _tell(contradictions(root), stages)


def _tell(found: Sequence[Problem], stages: Stages) -> None:
    for problem in sorted(found, key=lambda problem: problem.error):
        colour = "red" if problem.error else "yellow"
        stages.console.print(f"  {problem}", style=colour, markup=False, soft_wrap=True)
    errors = sum(problem.error for problem in found)
    if errors:
        one = "is 1 error" if errors == 1 else f"are {errors} errors"
        raise ModelError(f"no model can be trained: there {one} above")


def ensure_model(settings: Settings, stages: Stages, *, force: bool = False) -> bool:
    """Bring the domain and the model up to date.

    Args:
        settings: for the operator's own signposts, which the wording shows.
        stages: where progress is shown.
        force: train even if nothing has changed.

    Returns:
        Whether a model was trained.

    Raises:
        ModelError: there are errors in what it is made from, or training failed; the earlier model, if any, is kept.
        GuideError: the interview guide contradicts itself.
    """
    MODELS.mkdir(exist_ok=True)
    with _alone(MODELS / ".lock"):
        if force or is_stale():
            check(settings, stages, ROOT)
        else:  # what was trained was checked; but the operator's own signposts may have changed
            with stages.stage("Interview checked"):
                derive(settings, ROOT)
        if not force and not is_stale():
            return False
        check_rules(stages, ROOT)
        with stages.stage("Training the model") as say:
            _train(say, stages)
            say("Model trained")
    return True


def tune(stages: Stages) -> None:
    """Tune the sentence encoder to nlu/, and keep what changed in dialogue/tuned.npz.

    Raises:
        ModelError: it failed; what was kept before stays.
    """
    _learn(stages, ("tune", "nlu"), "Tuning the sentence encoder", "Sentence encoder tuned")


def learn_tags(stages: Stages) -> None:
    """Learn from nlu/accounts/ which words tell what, and keep it in tagging/.

    Raises:
        ModelError: it failed; what was kept before stays.
    """
    _learn(stages, ("tag", "nlu"), "Learning which words tell what", "Learned which words tell what")


def learn_kinds(stages: Stages) -> None:
    """Learn from nlu/ of which kinds of conduct texts tell, and keep it in tagging/.

    Raises:
        ModelError: it failed; what was kept before stays.
    """
    _learn(stages, ("kinds", "nlu"), "Learning the kinds of conduct", "Learned the kinds of conduct")


def _learn(stages: Stages, command: Sequence[str], doing: str, done: str) -> None:
    MODELS.mkdir(exist_ok=True)
    with _alone(MODELS / ".lock"), stages.stage(doing) as say:
        code, lines = run_rasa(list(command), lambda step: say(f"{doing}: {step}"))
        if code != 0:
            raise ModelError(f"this failed: {doing.lower()}: {problems(lines)[-1:] or 'no reason was given'}")
        say(done)


def _train(say: Callable[[str], None], stages: Stages) -> None:
    made_from = fingerprint()
    new = MODELS / ".new"
    shutil.rmtree(new, ignore_errors=True)
    code, lines = run_rasa(["train", *DATA, "--out", str(new), "--fixed-model-name", MODEL_NAME], say)
    if code != 0 or not (new / MODEL_FILE).is_file():
        _explain_failure(lines, say, stages)
    for old in MODELS.glob("*.tar.gz"):
        old.unlink()
    # It holds trainers' own words, and another user than the one that trained may serve it.
    (new / MODEL_FILE).chmod(0o644)
    (new / MODEL_FILE).replace(MODELS / MODEL_FILE)
    (MODELS / FINGERPRINT_FILE).write_text(made_from, "ascii")
    shutil.rmtree(new, ignore_errors=True)


def _explain_failure(training: Sequence[str], say: Callable[[str], None], stages: Stages) -> None:
    say("Training failed; looking for the reason")
    _, validation = run_rasa(["data", "validate", *DATA], say)
    for problem in problems([*validation, *training])[:SHOWN_PROBLEMS]:
        stages.console.print(f"  {problem}", markup=False, soft_wrap=True)
    raise ModelError("the model cannot be trained; Rasa's reasons are above")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process trains here."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
