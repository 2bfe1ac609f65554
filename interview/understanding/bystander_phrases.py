"""Phrases that tell what somebody of the police is to a report: witness, source, helper, or more than that."""

from __future__ import annotations

import re
from functools import lru_cache

from interview.understanding.ranks import title_pattern
from interview.understanding.words import word_list

_BEHIND = ("saw", "source", "helped", "took", "kind")
_AHEAD = {
    "cleared": "cleared",
    "named": "named",
    "told": "told",
    "heard_from": "source",
    "seen_by": "saw",
    "related": "related",
    "victim": "victim",
}
LEAD = re.compile(
    r"\b(?:my|our|his|her|their|another|one of (?:my|our|his|her|the)|a|the) (?!report|complaint)"
    r"(?:(?:own|old|other|line|best|police|work|shift|crew|female|male|young|younger|older|new|desk|custody|duty|"
    r"union|federation|fed) )*"
    r"(?:mate|colleagues?|friends?|partner|oppo|crew ?mate|team ?mate|supervisor|boss|manager|sergeant|sarge|"
    r"skipper|inspector|"
    r"guvnor|gaffer|tutor|mentor|rep|officer|cop|copper|probationer|wife|husband|brother|sister|cousin|neighbour|"
    r"constable|detective|pc|special)"
    r"(?: (?:called|named|was|is))?,? \Z"
)
ARTICLE = re.compile(
    r"\b(?:my|our|his|her|their|the|a|an|another|one|that|this) (?:own |duty |custody |desk |old |other |female |"
    r"male )*\Z"
)
OFFICER = re.compile(
    r"\b(?:an?|the|this|that|other|another|one|two|three|some) (?:\w+ ){0,2}?(?:officers?|cops?|coppers?|"
    r"policem[ae]n|"
    r"policewom[ae]n|feds?|bobb(?:y|ies)|response driver)\b"
)
PRONOUN = re.compile(r"\b(?:he|she|they|his|hes|shes|he's|she's)\b")
# "the one with 2200", "his colleague 2200"
BEARER = re.compile(
    r"\b(?:his|her|the|their|another|my)(?: (?:other|second|female|male|young|older|tall|short|big|bald|\w+er))* "
    r"(?:one|officer|cop|"
    r"copper|mate|colleague|partner|oppo|crew ?mate|lad|lass|woman|man|lady|bloke|guy|sergeant|skipper)"
    r"(?:,| with(?: (?:the )?(?:collar |shoulder )?number)?| with him| number| is| was|,? collar|,? number)* \Z"
)
NUMBER = re.compile(
    r"(?:,? \(?(?:(?:collar|shoulder|badge|warrant) )?(?:(?:number|no\.?|num) )?(?:[a-z]{1,2} ?)?\d{2,6}(?: "
    r"?[a-z]{2}\b)?\)?,?)?"
    r"(?:,? \([^)\n]{1,40}\))?"
)
_ADVERBS = (
    r"(?:,? (?:who|that))?(?:,? (?:also|too|both|all|has|have|had|just now|then|later|apparently|luckily|"
    r"thankfully|actually|"
    r"already|even|himself|herself|since|now|eventually|finally|quickly|immediately|kindly|privately|quietly|clearly|"
    r"definitely|probably|certainly|as well|(?:from|at|in|on|who works|who was|who is|who sits|working|based) "
    r"[\w' ]{2,25}?)\b,?)*,? "
)
VERB = re.compile(
    r"(?:,? who)?(?:,? (?:also|then|just|both|all|even|later|still|always|often|never|only|has|have|had|\w+ly)\b)* "
    r"(?P<verb>driving|is|was|are|were|has|had|does|did|do|didn'?t|doesn'?t|wasn'?t|isn'?t|won'?t|wouldn'?t|will|"
    r"would|can|could|"
    r"hit|took|takes|put|gave|gives|told|tells|said|says|made|makes|went|goes|came|comes|got|gets|kept|keeps|ran|"
    r"runs|sold|"
    r"sells|sent|sends|threw|held|stood|sat|let|lets|left|drove|drives|stole|steals|broke|bit|spat|shot|beat|"
    r"beats|saw|"
    r"heard|knows?|knew|thinks?|thought|found|lost|lied|lies|wrote|read|spoke|rang|swore|tore|bent|shook|slid|"
    r"stuck|strip|"
    r"used|uses|seems?|looks?|calls?|pulls?|turns?|tries|wants?|likes?|loves?|hates?|follows?|walks?|grabs?|"
    r"cut|set|shut|caught|bought|paid|pays|meets?|met|sleeps?|slept|drinks?|drank|deals?|dealt|bull(?:ies)|"
    r"(?!need|indeed|used)"
    r"[a-z]{2,}ed)\b"
)
ACCUSED = re.compile(
    r"\b(?:complain(?:ed|ing|ts?)? (?:\w+ )?(?:about|against)|report(?:ing|ed)?(?: on)?|accus\w+|against|about|"
    r"(?:officers?|one|man|woman|person|cops?|name|he|she|it|they)(?: \w+){0,4} (?:is|was|were|are)|(?:his|her) "
    r"name is|"
    r"called|regarding|concerning|re)[: ]+\Z"
)
MINE = re.compile(
    r"(?:\b(?:i am|i'm|my (?:full |real |own )?name(?: is|'?s|:)|regards|yours \w+)|(?:\A|(?<=[.\n] ))im|"
    r"\A(?:hello|hi|hiya),? (?:this is|it's))"
    r",? (?:an? |the )?\Z"
)
TO_STOP = re.compile(
    r",? to (?!(?:report|complain|say|tell|ask|let|make|give a))\w+|,? (?:about|for) (?:his|her) number\b"
)
NEXT = re.compile(
    r"(?:,? (?:and|&|or)(?: then| also| both)? (?:(?:his|her|my|our|the|their) (?:[\w\-]+ ){1,2})?|, ?)\Z"
)
_ON = (
    r"(?:,? (?:and|but|then|so|yet|though)|,) (?:(?:then|just|also|even|still|he|she|they|who|basically|all|both|"
    r"simply|instead|actually) )*"
)
THEN = re.compile(_ON)
FURTHER = re.compile(
    rf"{_ON}(?P<verb>(?!used|need|indeed)[a-z]{{2,}}ed|took|put|gave|told|went|got|ran|sold|sent|threw|held|stole|"
    rf"broke|"
    r"bit|spat|hit|beat|tore|drove|calls?|sells?|takes?|gives?)\b"
)
AGAIN = re.compile(
    r"[.!?\n]+ *(?:and |but |then |so |well )*(?:he|she|they) (?:just |then |only |also |even |basically )*"
)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, str]:
    lists = word_list("bystanders")
    filled = {name: "".join(line.strip() for line in lines.splitlines()) for name, lines in lists.items()}
    return {name: said.replace("{officer}", rf"{title_pattern()}\b") for name, said in filled.items()}


@lru_cache(maxsize=1)
def titles() -> re.Pattern[str]:
    """The ranks right before a name, with a number between them."""
    return re.compile(rf"(?:\b{title_pattern()}[. ]+(?:(?:[a-z]{{1,2}} ?)?\d{{2,5}} )?)+\Z")


@lru_cache(maxsize=1)
def behind() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What bystanders do, right behind their mention, with what it makes them."""
    return tuple((part, re.compile(f"{_ADVERBS}(?:{_patterns()[part]})")) for part in _BEHIND)


@lru_cache(maxsize=1)
def harmless() -> re.Pattern[str]:
    """What bystanders do."""
    return re.compile("|".join(_patterns()[part] for part in _BEHIND))


@lru_cache(maxsize=1)
def ahead() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What is done with bystanders, right before their mention, with what it makes them."""
    return tuple((part, re.compile(rf"\b{_patterns()[name]} (?:an? )?\Z")) for name, part in _AHEAD.items())


@lru_cache(maxsize=1)
def clears() -> re.Pattern[str]:
    """What is said of somebody by a pronoun that clears them."""
    return re.compile(rf"\b(?:{_patterns()['clears']})")


@lru_cache(maxsize=1)
def harms() -> re.Pattern[str]:
    """Words of harm: whoever they stand by is not cleared by a kind word."""
    return re.compile(rf"\b(?:{_patterns()['harms']})\b")


@lru_cache(maxsize=1)
def failed() -> re.Pattern[str]:
    """What makes of a bystander one whom the report is about too."""
    return re.compile(rf"(?:{_patterns()['failed']})\b")


@lru_cache(maxsize=1)
def kin() -> re.Pattern[str]:
    """That somebody is named only for their kin or their team: "Sgt Lane's nephew"."""
    return re.compile(rf"'s {_patterns()['of']}\b(?!,? {title_pattern()}\b)")
