"""Phrases that tell a shoulder number, and what tells that a number is none."""

from __future__ import annotations

import re

from interview.understanding.number_words import LAST, LINK, NAMED, NO, NUMBER, OF, RANK, SHOULDER
from interview.understanding.numerals import ALONE as ALONE_FORM
from interview.understanding.numerals import NOT_LETTERS, SPELT, WITH_LETTERS
from interview.understanding.numerals import NUMBER as ANY_NUMBER
from interview.understanding.quotes import SAYS
from interview.understanding.words import any_of, word_list

BEFORE = re.compile(rf"\b(?:{NAMED}\s*{NO}|[cs]/?n[o.]*(?=[ :]*\d)|{LAST}|{OF} {NO}){LINK}{NUMBER}")
BARE_NUMBER = re.compile(
    rf"(?:\A|[,.;(]\s*|\bhad |\band |\bthe |\bno )(?:the )?numbers?(?: is| was| were|:|,|"
    rf" -)? (?P<number>{WITH_LETTERS})(?![\d/:a-z])"
)
BEHIND = re.compile(
    rf"\b{NUMBER}[\s,(\-\u2013]+(?:(?:was|is|were|written|on|in|across|of|the|his|her|their|both|as|its|it's|"
    rf"that's|thats|that|i|think|"
    rf"believe|numbers?|said|a|what|got|from|off|one|left|right)\s+){{0,6}}(?:{LAST}|(?:{NAMED}|{OF}) {NO})\b"
)
NOT_A_COUNT = (
    r"(?!\s*(?:am|pm|of|years?|times|people|quid|pounds?|hours?|minutes?|officers?|more|days?|weeks?|"
    r"months?|%|metres?)\b)"
)
# "his was 2231, hers was 2232": said of a number that was spoken of before.
THEIRS = re.compile(
    rf"\b(?:his|hers|theirs|the other(?: one)?(?:'?s)?|the second(?: one)?(?:'?s)?|the first(?: one)?(?:'?s)?|"
    rf"one|mate'?s|colleague'?s|partner'?s) "
    rf"(?:was|is|were|said|read|had|being|ended|started|began)(?: (?:just|only|something|like|i think|maybe|in|"
    rf"with|on))* {NUMBER}"
)
SPOKEN_OF = re.compile(rf"\b(?:{SHOULDER}|(?:{OF}|pc|officer) {NO})\b|\bnumbers\b|\bnumbers?\?")
THE_NUMBER = re.compile(
    rf"(?<!a )\b(?:numbers?|digits|numerals|no\.|num)\b(?! of (?:times|people|officers|them))"
    r"(?: (?:i|we|he|she|they) (?:saw|got|read|remember|could see|wrote|wrote down|noted|noted down|"
    r"copied|took|took down|clocked|gave(?: me| us)?|had|has|"
    r"told me|said|"
    rf"wore)(?: down)?(?: (?:on|in) (?:my|the|a) \w+)?)?{LINK}{NUMBER}{NOT_A_COUNT}"
)
SERGEANT = re.compile(
    rf"\b(?:ps|sgt|sergeant)\.? [a-z'\-]{{3,}},? ?[(]?(?P<number>\d{{2}})(?![\d/:a-z]|"
    rf"\.\d){NOT_A_COUNT}(?=[,.;)\n]|\Z| and)"
)
ON_HIM = re.compile(
    rf"\b(?:had|have|has|with|wearing|wore|showing|saying) (?:(?:the|a) (?:{NO} )?)?(?P<number>{ANY_NUMBER}) on\b"
    r"(?: (?:him|her|them)\b|\s*(?:\Z|[.,\n]))"
)
AFTER_RANK = re.compile(
    rf"\b{RANK}(?:[\s:#/\-]+[#('\"]?|(?=\d{{2}}))(?:{NO}[\s:.]*)?(?P<number>{WITH_LETTERS}|"
    rf"\d(?:[ \-]\d){{1,3}}|\d{{2,5}})(?![\d/:a-z]){NOT_A_COUNT}"
    rf"|\b{RANK}, (?:{NO} )?(?P<apart>{WITH_LETTERS}|\d{{3,5}})(?=[,.)\n]|\Z)"
)
AFTER_NAME = re.compile(
    rf"\b{RANK}\.? (?P<words>[a-z'\-]{{2,}}(?: "
    rf"(?!{NO}\b)[a-z'\-]{{2,}})?)[,/]?\s*(?P<bracket>[(#]?)\s*(?:{NO}\s*)?"
    rf"(?P<number>{WITH_LETTERS}|\d{{3,5}})(?![\d/a-z]|:\d){NOT_A_COUNT}"
)
# "my tutor is 1688, PC Garvey"
BEFORE_NAME = re.compile(
    rf"\b(?:is|was|by|from|with|of|officer|collar) (?P<bracket>#?)(?P<number>{WITH_LETTERS}|\d{{3,5}}), "
    rf"(?:a |an )?{RANK}\.? (?!{NO}\b)(?P<words>[a-z'\-]{{3,}})"
)
# "officer 1: 2865 officer 2: 2866"
NUMBERED_OFFICER = re.compile(
    r"\b(?:officer|cop|pc|sgt) (?:no\.? ?|#)?[a-d1-9]\b ?[:=\-\u2013,(] ?(?P<number>\d{3,5})(?![\d/:a-z])"
)
NOTED_CLAUSE = re.compile(r"\bnumbers? (?:i|we) \w+")
LABEL = re.compile(
    rf"(?<!my )\b(?:{SHOULDER}[ _\-]?{NO}|(?:{OF}|officer|pc|mps|shldr|col|divisional|met) {NO}|s/no|"
    rf"(?:on|across) (?:his|her|their|the|one|each|both) (?:left |right )?{SHOULDER}|{SHOULDER} (?:had|said|"
    rf"read|was|showed))"
)
CANDIDATE = re.compile(rf"(?<![\w£@/.])(?:{WITH_LETTERS}|{SPELT}|\d{{3,5}})(?![\w/:]|[ \-]\d|\.\d)")
KIND_AFTER = re.compile(
    rf" (?:{any_of(word_list('numbers')['kinds'])}|people|officers|times|metres|yards|miles|"
    rf"quid|pounds)\b"
)
SEVERAL = re.compile(r"\b(?:numbers|nos|pcs|p\.c\.s|officers|constables|sergeants|cops|their)\b|[a-z]\d|\d[a-z]")
ALSO = re.compile(
    rf"(?:,? (?:and|&|plus|\+) |, ?| ?/ ?)(?:the other(?: one)? )?(?P<number>{WITH_LETTERS}|"
    rf"\d{{3,4}})(?![\w/:]| ?(?:st|nd|rd|th|am|pm)\b)"
)
# Small letters apart from the digits, where an officer is spoken of: "the cop 2231 kf".
LOWER = re.compile(rf"(?<![\w£@/.])(?P<number>\d{{3,4}} (?!{any_of(NOT_LETTERS)}\b)[a-z]{{2}})(?![\w/])")
# One letter and digits, where an officer is spoken of: "K 41", "U4471"; A, B and M are roads.
SINGLE = re.compile(
    r"(?<![\w\u00a3@/.])(?P<number>[C-HJ-LN-Z]\d{3,4}|[C-HJ-LN-Z] \d{2,4}|\d{3,4} ?[B-HJLN-Z])(?![\w/:.]|[ \-]\d|"
    r" [a-z]\.)"
)
# Between two guesses at one number.
ALTERNATIVE = re.compile(
    r"[?,]?,? or (?:maybe |possibly |perhaps |even |else |it (?:was|could be|might be|might have been) )*(?:(?:pc|"
    r"number|no\.?) )?"
)
# The words of an officer: "he said i'm pc 3902", "my number's 3902 mate, she goes".
QUOTED = re.compile(
    rf"\b{SAYS}(?:(?:i'?m|i am|this is) (?:an? )?{RANK} (?:{NO} )?|(?:it'?s|i'?m|my) (?:(?:{NAMED}|own) "
    rf")?{NO}(?:'?s| is)? )"
    rf"(?P<number>{WITH_LETTERS}|{SPELT}|\d{{2,5}})(?![\d/:a-z])"
)
# What a text begins with, as if it answered a question: "2207. He pushed my gran over".
OPENING = re.compile(
    rf"\A\s*(?P<label>(?:the |his |her )?(?:numbers?|no\.?|num)[ :]+)?(?:(?:either|not|it'?s|it was|i think|think|"
    rf"maybe) )*"
    rf"(?P<number>{WITH_LETTERS}|{SPELT}|\d{{3,5}})(?=[.,;!\n]|,? (?:or|like|i think) | [\-\u2013\u2014] )"
)
NO_ANSWER = re.compile(
    r"(?:[01]\d|2[0-3])[0-5][05]|(?:19[5-9]|20[0-3])\d|\d{1,3}[05]0|[abm]\d+"
)  # a time, a year, a sum, a road
# "it's 2201 that broke my door"
CLEFT = re.compile(
    rf"\b(?:it'?s|it was) (?P<number>{WITH_LETTERS}|\d{{3,5}}) (?:who|that|what) "
    r"(?!(?:he|she|i|we|they|it|the|my|his|her|was|is|were)\b)[a-z]{2,}"
)
# Told of at first, given after that: "numbers on my shoulder love ... it was 3216".
IT_WAS = re.compile(
    r"\b(?:it|they|that)(?:'?s| was| were| is| are| said| read| reads| says| begins| ends?)(?: (?:just|only|"
    r"something|summat|sumthing|like|i think|"
    rf"maybe|in|with|either|definitely))* (?P<number>{WITH_LETTERS}|{SPELT}|\d(?:[ \-]\d){{2,4}}|"
    rf"\d{{3,5}})(?![\d/:a-z]){NOT_A_COUNT}"
)
# The numbers of those who were named: "PCs Dale, Okoro and Finch. 441, 442 and 660 in that order".
IN_THAT_ORDER = re.compile(
    rf"(?<![\w/@£.])(?P<numbers>(?:(?:{WITH_LETTERS}|\d{{2,5}}), ){{0,4}}(?:{WITH_LETTERS}|\d{{2,5}}),? (?:and|&|then) "
    rf"(?:{WITH_LETTERS}|\d{{2,5}})),? (?:in that order|respectively)\b"
)
ONE_OF_THESE = re.compile(rf"{WITH_LETTERS}|\d{{2,5}}")
# What a reporter asks us: "would the number 5333 ring any bells".
ASKED = re.compile(
    rf"\b(?:number|no\.?) (?P<number>{WITH_LETTERS}|{SPELT}|\d{{3,5}}) (?:rings?|mean|means|sounds?|familiar)\b"
)
# Letters told one by one: "a Q and a K and then 14".
LETTER_BY_LETTER = re.compile(
    r"(?<![\w'])(?P<number>(?:an? )?[a-z],? (?:and |then )*(?:an? )?[a-z],? (?:and |then )+(?:an? "
    r")?\d{1,4})(?![\w/:])"
)
# "only got the letters, NI, and a 5"
LETTERS_FIRST = re.compile(
    r"\bletters?,? (?:(?:were|was|are|is|of) )?(?P<number>[a-z] ?[a-z]?,? (?:and |then |and then )(?:an? |"
    r"the (?:number|digit)s? )?"
    r"\d{1,4})(?![\w/:])"
)
# Written or noted down: "i wrote down 2231kf", "got 45 KF off him".
NOTED = re.compile(
    rf"\b(?:noted|wrote|written|clocked|got|caught|saw|seen|read|remember|took) (?:down )?(?:(?:it|as|was|his|"
    rf"her|the|their) ){{0,2}}(?:{NO} )?"
    rf"(?P<number>{WITH_LETTERS}|[b-hj-z]{{1,2}}[ \-]{SPELT})(?![\d/:a-z])"
)
ALONE = re.compile(rf"(?<![\w£@/.\-])(?P<number>{ALONE_FORM})(?![\w/]|[ \-]?[A-Za-z]{{3}}\d|[ \-]\d)(?! [A-Z]{{3}}\b)")
UNIT = re.compile(rf"(?<![\w£@])(?P<number>{any_of(word_list('numbers')['letters'])}[ \-]?\d{{3,4}})(?![\w/:]|[ \-]\d)")
KIND = re.compile(
    rf"(?<!on the )(?<!over the )\b{any_of(word_list('numbers')['kinds'])}\b[^,.]*\Z|\b(?:at|into|for|outside|"
    rf"opposite|next to|from|of) "
    rf"(?:the )?"
    r"(?:number|no\.?) \Z"
)
KIND_BEFORE = re.compile(
    rf"\b{any_of([*word_list('numbers')['kinds'], *word_list('numbers')['kinds_far']])}(?:'?s)?[ \-]\Z"
)
MINE = re.compile(
    r"(?:\bmy (?:(?:own|collar|shoulder|badge|warrant|id|epaulette|officer|force|staff|police|pc) )*|\bmine (?:is|"
    r"was) |\b(?:i'?m|i am) (?:an? )?)\Z"
)
OF_DIGITS = re.compile(
    r" (?:digits?|figures|letters|numbers|digit)\b| (?:is|was)(?:n't|nt| not) (?:the|him|her|"
    r"it)\b"
)
OTHER_HOLDER = re.compile(rf"\b{any_of(word_list('numbers')['others'])}\b")
HOLDER = re.compile(r"\b(?:officers?|pcs?|cops?|copper|sergeant|sgt|police|constable|feds?|pcso|sergeants)\b")
