"""Parts of the patterns for officers' numbers: words for where a number is worn, for "number", and what joins them."""

from __future__ import annotations

from interview.understanding.numerals import NUMBER as ANY_NUMBER

NUMBER = rf"(?P<number>{ANY_NUMBER})"
SHOULDER = r"(?:sh?o+u?l+d+[ea]r?s?|shoulders?|coll?[ae]rs?|e+p+[aeiou]\w{2,8}|ba(?:d?ge|gde|dg)s?|lapels?|numerals?)"
PART = r"(?: (?:boards?|tabs?|straps?|flash(?:es)?|pads?|patch(?:es)?|slides?|numerals?|badges?|marks?|digits))?"
NAMED = rf"(?:{SHOULDER}|officer|divisional|force|id|pc)(?:'?s)?"
NO = (
    r"(?:numbers?(?:'?s)?|n[aeuo]?m?b[ea]?rs?|n[uo]mba|nunbers?|numebrs?|num|nums|no'?s?\.?|#|nr\.?|id|digits?|"
    r"numerals)"
)
LINK = (
    r"[\s:=#,('\"\-]*(?:(?:is|was|were|are|said|saying|says|read|reads|reading|like|of|summat|sumthing|smth|"
    r"summin|it|its|it's|had|has|ended|"
    r"ends|ending|"
    r"starts?|started|starting|began|begins?|beginning|with|in|the|i|think|thought|believe|maybe|something|about|"
    r"got|saw|"
    r"as|on|his|her|their|him|them|looked|just|only|could|see|make|out|first|last|(?:one|two|three)(?= (?:digits?|"
    r"numbers?|letters?))|digits?|either|probably|which|"
    r"that|wrote|"
    r"down|noted|remember|remembered|managed|to|get|showed|shows|seemed|be|might|may|have|been|written|clearly|"
    r"definitely|pretty|"
    r"sure|he|she|they|wore|gave|given|me|there|part|partial|bit|this|numbers?|letters?|follows?|above|below|"
    r"both|one|so)[\s:=('\"\-]+){0,8}"
)
RANK = (
    r"(?:w?p\.?c\.?(?:'?s)?|p\.? [cs]\.?|pcsos?|p\.?s\.?|sgt|sergeant|sarge|skipper|constable|cons?t|d\.?c\.?|"
    r"d\.?s\.?|officers?|"
    r"polic[ei] ?(?:wo)?m[ae]n|sc|"
    r"special|cop|copper)"
)
LAST = (
    rf"(?:{SHOULDER}{PART}|uniform|stab vest|vest|jacket|tunic|stabby|hi[ \-]?vis|helmet|hat|cap|sleeve|chest|"
    rf"coat|fleece|body armou?r|strap|patch|name ?tag|tag|lanyard)"
)
OF = (
    r"(?:(?:man|woman|lady|male|female|bloke|driver|sergeant|other|first|second|tall|short|older|younger|"
    r"handler)(?: one)?'?s|his|her|their|officer'?s?|officer with|one with|ones?'?s?|guy'?s|bloke'?s|cop'?s|"
    r"pc'?s|sergeant'?s)"
)
