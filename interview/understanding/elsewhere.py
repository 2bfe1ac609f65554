"""What says that a number belongs elsewhere: to a thing, to the reporter, to a range, or to nobody, as it is denied."""

from __future__ import annotations

import re

from interview.understanding.around import MINE_AFTER, NUMBER_OF, OF_SOMETHING
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
_OFFICER = any_of(_LISTS["officers"])
_THING = any_of([*_LISTS["references"], *_LISTS["kinds"], *_LISTS["kinds_far"], *_LISTS["bearing_things"]])
_PERSON = (
    rf"(?:{_OFFICER}|one|man|woman|guy|lad|lady|lass|bloke|fella|male|female|girl|driver|passenger|handler|mate|"
    r"colleague|partner|boss|number|digits?|shoulder|collar|badge|epaul\w+|person|name|first|second|last|same|other)"
)
# "I'm an acting sergeant on another team, collar 72"
_I_AM = re.compile(
    rf"\b(?:i'?m|i am|i was|i work as)(?: (?:also|myself|an?|the|only|just|acting|one|another|fellow|serving|"
    rf"retired))+ "
    rf"(?:\w+ )?(?:{_OFFICER}|special|pcso|police\b)(?![^.;\n]*\b(?:his|hers?|he|she|him|they|their|who|officer|"
    rf"pc|and|"
    r"that|about|called)\b)[^.;\n]{0,60}\Z"
)
# "I drive for a firm, badge 1190"
_MY_WORK = re.compile(
    r"\bi (?:drive|work|clean|deliver|guard|teach|nurse|serve|volunteer|trade)\b(?![^.;\n]*\b(?:his|hers?|he|"
    r"she|him|they|"
    r"their|who|officers?|pc|sgt|sergeant|that|about|called|with)\b)[^.;\n]{0,50}\b(?:badge|number|no|collar|id|"
    r"plate)\.? \Z"
)
# "my pitch licence, which is number 0618", "the ticket says 60217": the thing stands right before its number.
_OF_THING = re.compile(
    rf"(?<!in )(?<!at )(?<!on )(?<!on the )(?<!with the )(?<!in the )(?<!over the )(?<!from the )(?<!off the )"
    rf"\b{_THING}(?: on it,)?"
    r"(?:,? (?:which|that|and it|it|and that))?(?:'s| is| was| says| said| saying| reads)?"
    r" (?:the |my |a |like |just |now |also )?(?:number |no\.? |ref |marked )?\Z"
)
# "the tram had 3024 on it": a clause that begins with the thing.
_THING_HAS = re.compile(
    r"(?:\A\s*|[.,;:\n] ?|\b(?:and|but|so|because|cos|that|where|when) )(?:(?:the|an?|his|her|my|our|their|one|"
    r"its|this|"
    rf"that|[a-z]+'s) (?:[a-z]+ )?)?{_THING}(?:'?s)?(?: (?:had|has|have|got|with|is|was|said|says|reads?|were|bears|"
    r"showing)| has got)(?: (?:an?|the|number|written|painted|like|just|about|got)){0,3} \Z"
)
_ON_THING = re.compile(
    rf"\A[^.;,\n]{{0,10}}\bon (?:its\b|(?:the|a|my|our|his|her|their) (?:[a-z]+ )?{_THING}\b(?![^.;\n]*\bshoulder))"
)
# "my card ends 4026"
_MY_THING = re.compile(
    rf"\b(?:my|our|mine)(?: (?:own|old|new|bank|blue|debit|credit))* (?:{_THING}|cards?|badge|{_OFFICER})"
    r"(?:'s|,)?(?: (?:number|no|ends?|ending|starts?|starting|begins?|is|was|in|with|on it|says|which))*[ :]+\Z"
)
# "1866, but that's the year over the pub door"
_THAT_IS = re.compile(
    r"\A,? ?(?:but |and |because |cos |only |no,? )?(?:that'?s|thats|that is|that was|which is|which was) "
    rf"(?:the|my|our|an?|his|her) (?!(?:\w+ )?{_PERSON}\b)[a-z]+"
)
_TITLED = re.compile(rf"\b{_OFFICER}[ :#.]*\Z")
_RANGE = re.compile(r"(?: to |[-\u2013]| through | thru )(?:[a-z]{1,2} ?)?\Z")
_IN_RANGE = re.compile(r"\A(?: to |[-\u2013]| through | thru )(?:[a-z]{1,2} ?)?\d")
_AT_PLAY = re.compile(
    r"\A[^.;\n]{0,8}\b(?:when|if) (?:he|she) plays\b|\A (?:for|in) (?:the|his|her|our) (?:\w+ )?team\b"
)
_AGED = re.compile(r"\b(?:(?:who|he|she|they|kid|son|daughter)(?:'s| is| was|s)|i'?m|i am|i was) (?:only |just )?\Z")
_DENIED = re.compile(
    rf"\b(?:not|isn'?t|wasn'?t|never|nor)(?: (?:the|an?|his|her|number|no|even|{_OFFICER}))*[ :\"']+\Z"
)
_DENIED_AFTER = re.compile(
    r"\A,? (?:is|was|that'?s|which is|which was)(?: (?:wrong|a different|another|not (?:him|her|the one|it|them)|"
    r"the wrong (?:one|number)|somebody else|someone else|his (?:wife|brother|mate))\b|n'?t (?:him|her|the one|it)\b)"
)


def belongs_elsewhere(text: Text, span: Span) -> bool:
    """Whether the words right around a number say that it is the reporter's own or a thing's: "job number 8812"."""
    return text.once(f"elsewhere {span}", lambda: _elsewhere(text, span))


def _elsewhere(text: Text, span: Span) -> bool:
    before, after = text.before(span[0], 90), text.after(span[1], 50)
    if _I_AM.search(before) or _MY_WORK.search(before) or _MY_THING.search(before):
        return True
    if MINE_AFTER.match(after) or OF_SOMETHING.search(before[-40:]) or NUMBER_OF.search(before[-40:]):
        return True
    if _TITLED.search(before):  # he put "PC 482" on my ticket
        return False
    if _OF_THING.search(before) or _THING_HAS.search(before) or _ON_THING.match(after):
        return True
    if _THAT_IS.match(after) or _AT_PLAY.match(after) or _of_range(text, span, after):
        return True
    return span[1] - span[0] < 3 and bool(_AGED.search(before))


def _of_range(text: Text, span: Span, after: str) -> bool:
    """Whether it is an end of a range: "LP 203 to LP 219"."""
    before = text.low[max(0, span[0] - 12) : span[0]]
    return bool(_IN_RANGE.match(after) or (_RANGE.search(before) and re.match(r".*\d", before)))


def denied(text: Text, span: Span) -> bool:
    """Whether it is said that a number is not the one: "NOT PC 1187", "the 418 is a different Ritchie"."""
    return bool(_DENIED.search(text.before(span[0], 40)) or _DENIED_AFTER.match(text.after(span[1], 40)))
