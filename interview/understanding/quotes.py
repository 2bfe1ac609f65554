"""Words that are put into an officer's mouth: "he said I'm PC 3902" tells nothing of the reporter."""

from __future__ import annotations

import re

SAYS = (
    r"(?:he|she|they|officer|cop|copper|pc|sergeant|sgt|one|who|and)(?: (?:just|then|only|always|even|also))* "
    r"(?:said|says|goes|"
    r"went|shouted|answered|replied|announced|laughed|told (?:me|us)|tells (?:me|us)|was like|is like|(?:said|"
    r"says) to (?:me|us))"
    r"[,:]? [\"']?(?:(?:yeah|yes|well|look|listen|mate|love|right|ok),? )*"
)
_SAYS = re.compile(rf"\b{SAYS}(?:that )?(?:i'?m|i am|this is|my)(?: an?)? [\"']?\Z")


def quoted(before: str) -> bool:
    """Whether the words before a rank or name are an officer's own: "he goes i'm ..."."""
    return bool(_SAYS.search(before))
