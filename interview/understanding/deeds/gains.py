"""What officers gain in a roundabout way: free of charge, done for them, lent, skimmed, or money that went."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

SLOT = "benefit_or_favour"
SURE = 0.7
_MOST, _SHORT = 13, 6  # words of a gain; of one that is hardly more than a sum
_TENS = (
    "(?:ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|grand|tenner|fiver|score)"
)
_SUM = (
    rf"(?:[£$€] ?\d[\d,.]*k?|\d[\d,.]*k? ?(?:quid|pounds?|euros?|grand|cash|note)s?|(?:an? |one |two |"
    rf"three |four |five |"
    rf"six |seven |eight |nine )?{_TENS}(?: (?:and )?{_TENS})?(?: (?:quid|pounds?|euros?|cash|hundred|"
    rf"grand))?)\b"
)
_HIM = (
    r"(?:him|her|them|(?:the )?(?:officer|sergeant|policeman|policewoman|inspector|cop|copper|pc|"
    r"lady)(?: [a-z]+)?)"
)
_FREE = (
    r"(?:for (?:free|nothing|nothin|nowt|nuffin|nuttin|owt|zero)|free of charge|without (?:ever )?(?:paying|charge|"
    r"a bill)|on the "
    r"house|rent[ -]free|at no cost|half price|mates'? rates|and no (?:pay|money)|no (?:pay|charge)|free)\b"
)
_DONE = (
    r"(?:done|built|laid|cut|fixed|mended|cleaned|washed|serviced|repaired|decorated|fitted|painted|"
    r"cooked|made|valeted|filled|stocked|topped up|tattooed|inked|converted|landscaped|tarmacked|wired|plumbed|groomed)"
)
_THINGS = any_of([*word_list("dealings")["valuables"], *word_list("dealings")["treats"]])
_JUNIOR = (
    r"(?:driver|pcs?|constables?|probationers?|lads?|juniors?|staff|officers?|cadets?|specials?|"
    r"offenders|me|us|students?)"
)
_TASK = (
    r"(?:do|doing|drive|driving|walk|walking|clean|cleaning|mow|collect|pick up|babysit|paint|painting|fix|"
    r"build|wash)"
)
_PLEASED = r"(?:if (?:i|she|he|we) |or (?:he|she|else|i)|in (?:return|exchange)|go away|drop|let (?:me|her|him|us) off)"
_TRIP = r"(?:week|weeks|weekend|fortnight|days|nights|holiday|cruise|trip)(?: away)?"
_NO_GIFT = (
    r"(?!(?:[\w']+ ){0,4}?(?:go|word|look|statement|laugh|pictures?|photos?|numbers?|names?|report|call|message|text|"
    r"letter|rise|response|answer|reply|complaint|visit|warning|kicking|hiding|slap|beating|bollocking|day|"
    r"night|hour|baby|affair|confession|email|feeling) )"
)
_SHINY = (
    r"(?:season ticket|range rover|rolex|merc|mercedes|bmw|audi|tesla|jag|jaguar|porsche|hot tub|caravan|motorhome|"
    r"boat|villa|speedboat|quad|jet ski|pool|holiday home|watch|motorbike|pick-?up)"
)
_LONG = (
    rf"\b(?:ask|beg|pester|press|want)(?:s|ed|ing|ged|ging|es)? (?:me|her|him|us|them|my \w+|the girls?) (?:for|to "
    rf"send)(?: \w+){{0,3}}? (?:pics?|pictures?|photos?|nudes?|videos?)\b(?=[^.;\n]{{0,90}}\b{_PLEASED})",
    r"\b(?:had|has|have|got|gets|getting|having) (?:[\w']+ ){1,6}?(?:(?:put|signed|transferred|changed|moved|"
    r"switched)(?: over| across)? (?:in|into|to) (?:his|her|their) (?:own |sole )?names?|(?:signed|made|transferred) "
    r"over to (?:him|her|them))\b",
    rf"\b(?:had|got|gets|took|takes) (?:an?|two|three|some|half an?|free) {_NO_GIFT}(?:[\w']+ ){{1,5}}?(?:off|aff) "
    rf"(?:them|him|her|us|me|(?:the|my|our|ma|his|her) [\w']+)\b(?: {_FREE})?",
    rf"\b(?:had|has|got|gets|getting|enjoyed) (?:an?|two|three|the|another) (?:\w+ )?{_TRIP} (?:in|at|to|on) "
    r"(?:[\w']+ ){1,3}?(?:out of|off|from|courtesy of) [^.;,\n]{2,20}",
    rf"\b(?:give|gives|gave|hand(?:s|ed)?|pay|paid) {_HIM} (?:(?!and\b)[\w']+ ){{1,8}}?and {_SUM}",
    rf"\b(?:has|have|'s|'ve) had (?:an?|the|new|free) {_NO_GIFT}(?:[\w'\-]+ ){{1,4}}?(?:from|by|off) (?:an?|the|his|"
    r"her|my|our) [^.;,\n]{2,40}",
    rf"\b(?:(?:he|she|they) (?:now|suddenly) (?:has|have|drives?|owns?|wears?)|(?:all of a sudden|suddenly|"
    rf"overnight),? "
    rf"(?:he|she|they)(?:'s| has|'ve| have|s)?(?: got| driving| wearing| bought)?) (?:an?|the|two) [^.;,\n]{{0,30}}?\b"
    rf"{_SHINY}\b[^.;,\n]{{0,25}}",
    r"\b(?:an?|two|three|another|some) (?:case|bottle|box|crate|bag|carrier bag|envelope|hamper|parcel|tray|sack|brace|"
    r"keg|carton|side|leg)(?: of (?:[\w']+ ){0,2}?[\w']+)? (?:left |sat |waiting )?(?:on|at|outside) (?:his|her|their) "
    r"(?:own )?(?:back |front )?(?:step|doorstep|door|porch|drive)\b[^.;,\n]{0,20}",
    rf"\b(?:gets?|got|has|had) (?:about )?{_SUM}(?: (?:a (?:month|week|night|time|year)|each|per \w+|every \w+))?"
    rf"(?: knocked| taken)? (?:off|from) (?:his|her|their) [^.;,\n]{{3,20}}",
    r"\b(?:(?:has|had|having|have|wants?|wanted|demands?|demanded) sex|sleep(?:s|ing)?|slept) with (?:me|her|"
    r"him|them|my "
    r"\w+|women|girls)(?: and)? (?:in (?:return|exchange)|or|for|to (?:drop|get|keep|avoid|make))\b[^.;\n]{2,45}",
    rf"\b(?:gets?|got|getting|has|have|had|wants?|wanted|takes?|took|eats?|drinks?|stay(?:s|ed|ing)?|"
    rf"drives?|parks?|"
    rf"comes? in|demand(?:s|ed)?|expects?) (?:in )?[^.;:\n]{{0,55}}?\b{_FREE}(?: [^.;:\n]{{0,25}})?",
    rf"\bfree (?:[a-z]+ ){{1,3}}for {_HIM}\b[^.;\n]{{0,30}}",
    rf"\b(?:has|had|have|gets|got|having|getting) (?:his|her|their|an?|some) (?:[\w']+ ){{1,4}}?{_DONE}\b(?= (?:by|"
    rf"for|at|every|each|"
    r"off|on|from|out|free|up))[^.;,\n]{0,50}",
    rf"\b(?:has|had|gets|got|makes|made|having) (?:his|her|the|one of (?:his|her|the)|"
    rf"their)?(?: \w+)? ?{_JUNIOR}(?:,[^,.\n]"
    rf"{{2,20}},)? (?:to )?{_TASK}\b [^.;\n]{{2,40}}",
    rf"\b(?:(?:his|her|their) (?:\w+ )?\w+|[\w]+'s \w+) (?:was|were|been|"
    rf"got) {_DONE}(?: up)? (?:without charge|for|free|at no cost|"
    r"off the books|by)[^.;,\n]{0,30}",
    r"\b(?:settles?|pays?|paid) (?:nothing|nowt|not a penny|sod all|bugger all)\b",
    r"\bstay(?:s|ed|ing)?\b[^.;\n]{0,35}?\b(?:cottage|villa|chalet|yacht|lodge|timeshare|holiday (?:home|"
    r"let|flat))\b[^.;,\n]{0,"
    r"20}",
    rf"\b(?:accept(?:s|ed|ing)?|been given|was given|treated to|enjoy(?:s|ed)) (?:an?|the|two|three|some|"
    rf"free|his|her|\w+) "
    rf"(?:\w+ ){{0,3}}?(?:week|weekend|trip|holiday|villa|flights?|hospitality|loan|"
    rf"{_THINGS})\b[^.;,\n]{{0,30}}",
    r"\bin (?:return|exchange),? (?:there'?s|there (?:is|was|were)|(?:he|she|they) (?:gets?|got|has|had|"
    r"receives?)) [^.;,\n]{3,"
    r"45}",
    rf"\b(?:another )?{_SUM}(?: note)?(?: from \w+ \w+)? (?:went|has gone|had gone|gone|is missing|"
    rf"went missing|disappeared|"
    r"vanished|short|was taken|out of (?:my|her|his|the|our)|never (?:got|reached|made it|"
    r"came))\b[^.;,\n]{0,25}",
    r"\b(?:standing orders?|direct debits?|payments?|transfers?|money|cash) (?:going|goes|went|gone|coming|"
    r"paid) (?:in)?to (?!the "
    r"(?:bank|family|victim))[^.;,\n]{3,25}",
    r"\b(?:boxes|bags?|bottles|cases|crates|loads?|tools|phones|drugs|fags|booze|"
    r"stuff)\b[^.;,\n]{0,25} (?:going|went|goes|"
    r"disappearing|ending up) in(?:to)? (?:car boots|(?:his|her|their|the) (?:own )?(?:car|boot|van|bag|"
    r"pockets?|locker|garage))",
    r"\b(?:comes?|coming|came|walk(?:s|ed|ing)|leav(?:es|ing)|left|going|goes|went) (?:out |away |off |"
    r"back )?with (?:an? |the |some |his )"
    r"?(?:\w+ ){0,2}?(?:envelope|package|carrier bag|holdall|cash|bottles?|box of \w+|parcel)s?\b",
    r"\b(?:talk(?:ed|ing|s)|persuad\w+|convinc\w+|pressur\w+|guilt\w+|sweet[ -]?talk\w+) (?:me|him|her|"
    r"them|(?:my|our) \w+|nan|mum|"
    r"dad) (?:in)?to (?:lend|giv|pay|sign|sell|transfer|hand|buy)\w*[^.;\n]{2,35}",
    r"\b(?:he|she|they|who) (?:\w+ )?borrow(?:s|ed) (?:it|money|[^.;,\n]{2,15}) (?:off|from|when|while|and|"
    r"of)[^.;,\n]{2,30}",
    r"\b(?:has|had|got|keeps?|runs?|ran) (?:up )?an? (?:running |open |big |free )?tab\b[^.;,\n]{0,40}",
    r"\b(?:wipe[sd]?|clear(?:s|ed)?|cancel(?:s|led)?|wrote off|writes? off|tore up|tears? up) (?:his|her|"
    r"their) (?:\w+ )?"
    r"(?:losses|debts?|tab|bills?|slate|loan|rent|arrears|fines?)\b",
    r"\b(?:walk(?:s|ed|ing)?|went|goes|left|came|comes) out of (?:our|my|the|his|"
    r"her) [^.;,\n]{2,20}? with (?!(?:me|us|him|"
    r"her|them|two|three|some|other|another|blood|no|nothing)\b|(?:his|her|my|the|their) (?:mates?|wife|husband|"
    r"colleague|"
    r"partner|girlfriend|hands?|head|kids|children|daughter|son|lads)|an? (?:smile|grin|smirk|limp|black|broken|bloody|"
    r"friend|mate|woman|man|girl|lad|bloke|colleague))[^.;,\n]{3,35}",
    r"\b(?:swap(?:s|ped|ping)) [^.;,\n]{2,30} for [^.;,\n]{2,25}",
    r"\b(?:scoop(?:s|ed)) up (?:the|my|our|her) [^.;,\n]{2,20}",
    r"\b(?:has|got|has got|keeps|kept|took|takes|taking|controls) (?:my|her|his|mum'?s|nan'?s|"
    r"dad'?s) (?:bank ?card|card|pension|wages|savings"
    r"|benefits|pin|bank app)\b(?: (?:off|to|and|for)[^.;,\n]{2,25})?",
    rf"\b(?:put|puts|stuck|stuffed|slid|slipped|tucked|folded) (?:the |my |it |all |both |our )*(?:notes?|"
    rf"cash|money|it|{_SUM}) (?:in|into) (?:his|"
    r"her) (?:own )?(?:\w+ )?(?:pocket|wallet|purse|sock|vest|boot|jacket)\b",
    r"\b(?:pocketed|taken|stolen|nicked|pinched|lifted|had away)\b[^:;\n.]{0,60}: (?P<words>[^.;\n]{5,60})",
    rf"\b(?:tak(?:es|ing|en|e)|took|charg(?:es|ed|ing)|collect(?:s|ed|ing)|skim(?:s|med|ming)|had|wants?|"
    rf"wanted) {_SUM}(?: (?:quid|pounds?))? "
    r"(?:a head\b|each\b|a time\b|a week\b|a month\b|per \w+|(?=(?:off|from|out of) ))",
    r"\b(?:bring(?:s|ing)?|brought|tak(?:es|ing)|took) home (?:the )?[^.;,\n]{2,30} (?:off|from|"
    r"out of) [^.;,\n]{3,25}",
)
_SUMS = (
    r"\b(?:forget|lose|drop|overlook|wipe|cancel|sort|un-?\w+ed|let (?:me|him|us|her|them|you) (?:off|go)|"
    r"go away|disappear|other way|blind eye|"
    rf"rip|tear|lost|dropped|cancelled|wiped|let off|nicked|released?)\b[^.;\n]{{0,45}}?\b(?:for|if (?:i|we|"
    rf"you|he|she) (?:gave|paid|give|pay)(?: "
    rf"him| her| them)?) (?P<words>{_SUM})",
    rf"(?P<words>{_SUM}) (?:to me|to him|in hand|or (?:you|i|we|he|she|it|the|else|\w+ to)\b)",
    rf"\b(?:i|we|she|he|they|my \w+|our \w+|mum|dad|nan|the (?:driver|lad|boss|owner|man|woman)) (?:then |"
    rf"just |only |always |had to |have to )*"
    rf"(?P<words>(?:gave|give|gives|paid|pay|pays|lent|slipped|handed|transfer(?:red)?) (?:{_HIM} |"
    rf"over )(?:the |my |about )?{_SUM})",
    rf"\b(?:i|we) (?:then |just |only |had to |have to )*(?P<words>(?:gave|give|paid|pay|handed over|"
    rf"hand) (?:the |about )?{_SUM}(?: (?:cash|in cash))?)"
    r"(?! (?:for (?:the|a|my) (?:ticket|rent|room|fine|entry|taxi|cab|bus|train|fare|parking|petrol|shopping|"
    r"food|meal|door|repairs?|solicitor)|rent))",
    rf"\bowes (?:me|us|him|her|my \w+|the \w+) (?P<words>{_SUM})",
)
# What was taken for a gain, and is none: of people put, left, stood or let in somewhere.
_NO_GAIN = re.compile(
    r"(?:\w+ )?(?:(?:had )?gone to|(?:has )?put (?:me|him|her|us|them) (?:to|out|in|on|down|up)|got cut|"
    r"stood (?:at|by|in|there|next)|left (?:there|him|"
    r"her|me)\b|(?:keeps |kept |let |lets )*letting himself|let(?:s)? (?:himself|herself) in|"
    r"kept my (?:laptop|phone)\Z|if i (?:did|do) not withdraw|"
    r"(?:gets?|got|getting|been|was|were) (?:done|nicked|fined|pulled|stopped|charged|arrested|banned) (?:for|"
    r"by|over)\b|"
    r"(?:\w+ )?(?:done|did|doing|do|does) (?:his|her|their|my) homework|(?:had|has|"
    r"have) (?:\w+ ){1,3}off (?:sick|work)|"
    r"(?:pays?|paid) (?:his|her|my|their|our) own |get steroids|keeps a folder|stop slip|(?:got|gets?|bought|"
    r"buys?|brought|fetched|made|makes) (?:me|us)\b(?! to\b)|"
    r"tip(?:s|ped|ping)? off\b|(?:he |she |they )?(?:took|takes?|taken|arrested|nicked|stopped|searched|hit|held|"
    r"detained|"
    r"locked|dragged) (?:me|us|him|her|them|my \w+)\b.* for (?:nothing|nowt|free)|gets? paid (?:good|to do|well)|"
    r"(?:got|gets?|given|went for) (?:an? |his |her |the )?(?:promotion|award|commendation)|(?:keeps?|kept|"
    r"carries|had) an? "
    r"(?:knife|gun|bat|baton|blade|machete|hammer)\b)|.*\b(?:down|in|into|on|onto|against|through|out of) (?:the|a) "
    r"(?:toilet|loo|bin|floor|ground|wall|window|fire|river|canal|sea|drain|gutter|mud)\b|.*\bshouted at them\b|"
    r".*\bpaid any of it back\b|.*\b(?:sold|"
    r"sells|forward\w*) (?:my|her|the|his) "
    r"(?:\w+ ){0,3}(?:address|details|notes)\b"
)
_WORD = re.compile(r"\S+")


def find_gains(text: Text) -> Iterator[Finding]:
    """What an officer gains, each in the words of its clause."""
    taken: list[tuple[int, int]] = []
    for kinds, most in ((_KINDS, _MOST), (_PRICES, _SHORT)):
        for kind in kinds:
            for match in kind.finditer(text.low):
                span = match.span("words") if "words" in match.groupdict() else match.span()
                if free_of(taken, *span) and not _refused(text, match.start()):
                    taken.append(span)
                    yield text.finding(SLOT, None, _first_words(text, span, most), SURE)


def is_gain(said: str) -> bool:
    """Whether words that were taken for a gain can be one."""
    return not _NO_GAIN.match(said)


def _first_words(text: Text, span: tuple[int, int], most: int) -> tuple[int, int]:
    words = list(_WORD.finditer(text.low, *span))
    return span[0], words[min(len(words), most) - 1].end() if words else span[1]


def _refused(text: Text, start: int) -> bool:
    """Whether it is said not to have been: "he never had anything for free"; or to be the reporter's own."""
    return bool(_REFUSED.search(text.before(start, 24)))


_REFUSED = re.compile(r"(?:\b(?:not|never|n't|nt|nobody|without|i|we|i've|ive|we've)(?: (?:have|ever|been|even))?) \Z")
_KINDS = tuple(re.compile(one) for one in _LONG)
_PRICES = tuple(re.compile(one) for one in _SUMS)
