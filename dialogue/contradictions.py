"""Asks Rasa's rule policy which rules and stories contradict each other, and prints each finding as a JSON line.

Only rules and stories are read, so this is quicker than training, and every finding is told at once.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TextIO

from rasa.core.policies.rule_policy import InvalidRule, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter


def run(files: list[str], out: TextIO) -> None:
    """Check files of rules and stories: `{"text": one finding}` a line, nothing when all is well."""
    for text in find(files):
        print(json.dumps({"text": text}), file=out, flush=True)


def find(files: list[str], config: str = "config.yml", domain: str = "domain") -> list[str]:
    """What Rasa finds wrong with rules and stories, in its own words.

    Args:
        files: of rules and stories.   config: the pipeline and policies.   domain: the domain's folder.
    """
    try:
        importer = TrainingDataImporter.load_from_config(config, domain, files)
        graph = importer.get_stories()
        trackers = TrainingDataGenerator(StoryGraph(graph.story_steps), importer.get_domain()).generate()
        with tempfile.TemporaryDirectory() as folder:
            _policy(Path(folder)).train(trackers, importer.get_domain())
    except InvalidRule as error:
        return [line[2:].strip() for line in str(error).splitlines() if line.startswith("- ")] or [str(error)]
    except RasaException as error:
        return [" ".join(str(error).split())]
    return []


def _policy(folder: Path) -> RulePolicy:
    config = {**RulePolicy.get_default_config(), "check_for_contradictions": True}
    return RulePolicy.create(config, LocalModelStorage(folder), Resource("rules"), ExecutionContext(GraphSchema({})))
