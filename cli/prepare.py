"""`candour prepare`: what must be done once before the processes start, where something else than `candour up` starts
them. It checks the settings, and brings the triage store to its newest schema.
"""

from __future__ import annotations

import argparse
import asyncio
import os

from candour.errors import StartError
from candour.settings import Settings, current_settings
from cli.checks import Finding, find_problems
from cli.stages import Stages

OF_RASA = frozenset({"Rasa", "model"})  # what only the process that runs Rasa needs on its machine


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `prepare` to the command line."""
    parser = subparsers.add_parser("prepare", help="check the settings and prepare the store, for `candour serve`")
    parser.set_defaults(func=run)


def run(_options: argparse.Namespace) -> int:
    """Carry out `candour prepare`.

    Raises:
        SettingsError: a setting cannot be used.
        StartError: something makes starting unsafe.
        StoreError: the triage store cannot be reached.
    """
    stages = Stages()
    with stages.stage("Settings checked"):
        settings = current_settings()
        refuse([finding for finding in find_problems(settings, os.environ) if finding.what not in OF_RASA])
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    prepare_keys_and_store(settings, stages)
    return 0


def refuse(findings: list[Finding]) -> None:
    """Stop at the first finding that blocks.

    Raises:
        StartError: one does.
    """
    for finding in findings:
        if finding.blocks:
            raise StartError(f"{finding.what}: {finding.problem}")


def prepare_keys_and_store(settings: Settings, stages: Stages) -> None:
    """Make the demo's keys where this is one, and bring the store to its newest schema."""
    with stages.stage("Keys checked"):
        _prepare_keys(settings)
    with stages.stage("Triage store ready"):
        _migrate(settings)


def _prepare_keys(settings: Settings) -> None:
    if settings.demo:
        from triage.desk.demo import make_demo_keys

        make_demo_keys(settings.data_dir)


def _migrate(settings: Settings) -> None:
    from triage.store import migrate

    asyncio.run(migrate(settings.store_url))
