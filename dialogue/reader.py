"""Reads texts for all models at once: their meaning, their wording, and what their words hint at.

Each text is encoded once, after it was tidied; a long one passage by passage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix, hstack

from dialogue.concepts import Concepts
from dialogue.passages import passages, sections
from dialogue.sentence_encoder import SentenceEncoder
from dialogue.tidy import Tidy, bare
from dialogue.wording import Wording

HINTS = 0.4  # how much the hints count beside a vector of meaning, whose length is 1
ALARM, TOPIC = "alarm_", "topic_"  # how the names of groups in nlu/lookups/ begin
Choose = Callable[[csr_matrix], list[int]]  # says which passages matter, given the wording of all


@dataclass(frozen=True)
class Views:
    """Some texts as all models see them.

    Args:
        tidied: the texts.   meant: the meaning of each.   worded: its wording.
        hinted: which groups of words hint at something in it.   paired: the same for two groups for alarms together.
    """

    tidied: list[str]
    meant: np.ndarray
    worded: csr_matrix
    hinted: np.ndarray
    paired: np.ndarray

    @cached_property
    def joined(self) -> np.ndarray:
        """Meaning and hints side by side."""
        return np.hstack([self.meant, HINTS * self.hinted])

    @cached_property
    def together(self) -> csr_matrix:
        """Meaning, hints and wording side by side."""
        return hstack([csr_matrix(self.joined), self.worded], format="csr", dtype=np.float32)

    @cached_property
    def joined_in_pairs(self) -> np.ndarray:
        """The same with pairs of hints."""
        return np.hstack([self.joined, HINTS * self.paired])


@dataclass(frozen=True)
class Reading:
    """A message as all models see it.

    Args:
        reader: read it.   parts: its passages, tidied.   worded: the wording of each.
        chosen: which of them were read for meaning too.   views: those.
    """

    reader: Reader
    parts: list[str]
    worded: csr_matrix
    chosen: list[int]
    views: Views

    def in_sections(self, choose: Choose) -> Reading:
        """The same message in fewer and longer passages, of which those that matter most are read for meaning.

        A short message has but one, and is not read again.
        """
        joined = sections(self.parts)
        return self if len(joined) == len(self.parts) else self.reader.read_parts(joined, choose)


@dataclass(frozen=True)
class Reader:
    """What was learned from the training texts about reading.

    Args:
        encoder: gives the meaning.   tidy: tidies texts first.   wording: gives the wording.
        alarm, topic: groups of words that hint at danger and distress, and at commands and questions.
    """

    encoder: SentenceEncoder
    tidy: Tidy
    wording: Wording
    alarm: Concepts
    topic: Concepts

    @classmethod
    def learn(
        cls,
        texts: Sequence[str],
        encoder: SentenceEncoder,
        groups: Mapping[str, Sequence[str]],
        shorthand: Mapping[str, str],
    ) -> Reader:
        """Learn from the training texts.

        Args:
            texts: the examples.   encoder: gives the meaning.
            groups: the words of each group, by its name.   shorthand: what stands for which words.
        """
        known = [word for words in groups.values() for word in words]
        tidy = Tidy.learn(texts, shorthand, encoder.words, known)
        wording = Wording.learn([bare(tidy.text(text)) for text in texts])
        return cls(encoder, tidy, wording, _family(groups, ALARM), _family(groups, TOPIC, pairs=False))

    def views(self, texts: Sequence[str]) -> Views:
        """Read each of these training texts as a whole."""
        tidied = [self.tidy.text(text) for text in texts]
        said = list(map(bare, tidied))
        return Views(tidied, self.encoder.encode_many(said), self.wording.encode(said), *self._hints(tidied))

    def _hints(self, tidied: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        alarm, count = self.alarm.encode(tidied), len(self.alarm.groups)
        return np.hstack([alarm[:, :count], self.topic.encode(tidied)]), alarm[:, count:]

    def read(self, text: str, choose: Choose) -> Reading:
        """Read a message: the wording of all its passages, the meaning of those that matter most."""
        return self.read_parts(self.tidy.texts(passages(text)), choose)

    def read_parts(self, parts: list[str], choose: Choose) -> Reading:
        """Read a message that is tidied and cut into passages."""
        said = list(map(bare, parts))
        worded = self.wording.encode(said)
        chosen = choose(worded)
        meant = self.encoder.encode([said[row] for row in chosen])
        read = [parts[row] for row in chosen]
        views = Views(read, meant, worded if len(read) == len(parts) else worded[chosen], *self._hints(read))
        return Reading(self, parts, worded, chosen, views)

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers and text."""
        return self.tidy.arrays() | self.wording.arrays() | self.alarm.arrays() | self.topic.arrays()

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], encoder: SentenceEncoder) -> Reader:
        """Build it from stored arrays."""
        tidy = Tidy.from_arrays(stored, encoder.words)
        alarm = Concepts.from_arrays(stored, ALARM, pairs=True)
        topic = Concepts.from_arrays(stored, TOPIC)
        return cls(encoder, tidy, Wording.from_arrays(stored), alarm, topic)


def _family(groups: Mapping[str, Sequence[str]], prefix: str, *, pairs: bool = True) -> Concepts:
    return Concepts({name: words for name, words in groups.items() if name.startswith(prefix)}, pairs=pairs)
