"""The words that may stand in a sentence without evidence, because they claim nothing.

Every list is closed and reviewed: a word belongs here only if no reader could take it for a statement about
the item, about another item or about the visitor. Words of quality (good, great, classic), of degree (most,
very) and of number stay out.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS: Final = _words("a an the this that these those its his her their")
PREPOSITIONS: Final = _words("of in on at to for from with by into through about across between among around")
RELATIVES: Final = _words("who which that where when while whose whom")
BEING: Final = _words("is are was were be been being has gets who that which s")
FREE: Final = (
    DETERMINERS
    | PREPOSITIONS
    | RELATIVES
    | BEING
    | _words(
        """and or but so as also both either it itself have had do does they them he she him i's
        because since if note though although then here there such like set than just exactly comfortably neatly well
        fit fits fitting match matches matching meet meets meeting keep keeps keeping offer offers offering
        stay stays staying run runs running last lasts lasting clock clocks come comes coming follow follows
        following tell tells telling centre centres center centers revolve revolves feature features featuring
        bring brings bringing make makes share shares sharing show shows showing give gives giving see sees
        include includes including remain remains concern concerns deal deals involve involves mix mixes
        combine combines blend blends add adds carry carries
        story stories tale tales plot premise pick choice option recommendation answer one something anything
        kind sort title someone
        mind however even ties tie together plus besides moreover furthermore indeed simply easily what out thing
        things example piece within including includes can could may might would should will yet still now already
        those themselves suit suits suited suiting lie lies sit sits stand stands appear appears figure figures being
        part parts side sides way ways point points idea detail details
        """
    )
)
VERBS: Final = _words(
    """is are was were has have had do does fits matches meets keeps offers stays runs lasts clocks comes follows
    tells centres centers revolves features brings makes shares shows gives sees includes remains concerns deals
    involves mixes combines blends adds carries follow meet keep offer bring tell show see"""
)
SUBJECT: Final = _words("it this")
NEGATIONS: Final = _words(
    "not no never nothing none neither nor without hardly barely lacks lack cannot nobody"
)
# Several words that deny what follows as one would.
DENYING: Final = (("rather", "than"), ("instead", "of"), ("free", "of"), ("far", "from"), ("anything", "but"))
INVERTING: Final = _words(
    """former alleged fake false supposed failed ex imaginary pretend mock aspiring wannabe mistaken
    refuses fails pretends seems tries plans dreams threatens wants hopes almost nearly"""
)
SELF: Final = _words("i me my mine we us our ours myself ourselves im")
VISITOR: Final = _words("you your yours yourself")
ASKING: Final = _words(
    """ask asked asking want wanted wanting request requested wish wished look looking mention mentioned say
    said need needed name named after prefer preferred specified hope hoped hoping set seek seeking require required
    told described"""
)
WISHES: Final = _words(
    """wish wishes request requests ask asks words criteria limit limits condition conditions requirement
    requirements description budget"""
)
# "You may enjoy", "you could try": an offer, which claims nothing. "You will love" is none.
MAYBE: Final = _words("can could may might should")
SURELY: Final = _words("will would ll d shall must")
WELCOMING: Final = _words(
    "enjoy like appreciate find get see have choose pay want expect consider try pick watch read hear play"
)
FINDING: Final = _words("get find pay see expect")
LIKING: Final = _words("like liked enjoy enjoyed")
LOVING: Final = _words("love loved adore adored favourite favorite")
DISLIKING: Final = _words("dislike disliked hate hated")
HELPERS: Final = _words("re d ve are were was have had did do also just already both")
# Verbs that only say that the number behind them is measured: "takes 90 minutes", "seats up to five".
MEASURING: Final = _words(
    """takes take taking holds hold seats seat costs cost pay uses use using draws draw needs need weighs weigh spans
    reaches plays play totals measures numbers published dates dated dating priced rated falls lies sits stands fits
    accommodates serves charges charge sells boasts carries packs delivers"""
)
# What may stand between another's title and its number: "Heat, which was 170 minutes".
LINKS: Final = _words("at is was has had which that runs ran lasts lasted costs cost only just for with")
# What is said of other people where their conversations are counted.
TALKING: Final = _words(
    """others other people conversations conversation histories named name naming mentioned mention mentioning spoke
    speak brought bring up times time"""
)
# Phrases that say nothing by themselves, however their words would read alone.
_IDIOMS: Final = (
    "at the heart of",
    "at its heart",
    "at its core",
    "at the core of",
    "on the dot",
    "in short",
    "in other words",
    "at all",
    "on top of that",
    "what is more",
    "that said",
    "mind you",
    "to be fair",
    "by the way",
    "all in all",
    "of course",
    "be aware",
    "be warned",
    "in mind",
    "bear in mind",
    "keep in mind",
    "keep that in mind",
    "bear that in mind",
    "worth knowing",
    "worth noting",
    "when it comes to",
    "in terms of",
    "as for",
    "up front",
    "if that matters",
    "in sight",
    "to boot",
    "to speak of",
    "at the same time",
    "in turn",
    "in return",
    "on the other hand",
    "on the one hand",
    "as such",
    "in fact",
    "no less",
    "none other than",
    "first of all",
    "as before",
    "so far",
    "fair warning",
    "a word of warning",
    "as well as",
    "in addition",
    "not only",
    "but also",
    "this time",
    "one more time",
    "this one",
    "give you",
    "takes you",
    "on offer",
)
IDIOMS: Final = frozenset(tuple(idiom.split()) for idiom in _IDIOMS)
# What the part of a slot is called, whatever the catalogue calls it: harmless beside one of its values.
PARTS_PLAYED: Final = {
    "maker": _words("make made makes maker work works create created creates creator behind"),
    "person": _words("cast star stars starring guest guests appear appears"),
    "price": _words("price priced cost costs"),
    "duration": _words("length long"),
    "released": _words("released release published came year"),
    "content": _words("level"),
}
# What calls something a drawback: only where the evidence has one.
CAVEATS: Final = _words(
    """caveat caveats catch drawback drawbacks downside downsides trade-off tradeoff snag warning careful beware aware
    unfortunately sadly trade off"""
)
# What says of the item that it is so of one that they liked, too: only where the evidence says so of both.
RETURNING: Final = _words("another again likewise similarly same")
# What speaks of all that was asked: only where nothing of it is unmet.
EVERYTHING: Final = _words("everything every all each both whole entire")
TICKING: Final = _words(
    "ticks tick ticking satisfies satisfy satisfying fulfils fulfil covers cover box boxes fine right"
)
OPENERS: Final = _words(
    "something anything one a an the for to what that this it so just exactly precisely in"
)
DANGLING: Final = _words(
    "a an the and or but with of to for by in on at from as its his her their that who which"
)
_SMALL: Final = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty"""
_TENS: Final = "thirty forty fifty sixty seventy eighty ninety"
NUMBERS: Final[dict[str, float]] = {
    **{word: float(number) for number, word in enumerate(_SMALL.split())},
    **{word: 10.0 * number for number, word in enumerate(_TENS.split(), start=3)},
    "hundred": 100.0,
    "half": 0.5,
}
DECADES: Final = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
# Parts of a decade: the year in it with which they begin, and how many years they are.
PARTS: Final = {"early": (0, 4), "mid": (4, 3), "middle": (4, 3), "late": (7, 3)}
# What follows "or" behind a number ("2000 or later"), beside the catalogue's own comparing words.
BOUNDS: Final = {
    **dict.fromkeys(("later", "after", "newer", "onwards", "over", "above", "longer", "higher"), ">="),
    **dict.fromkeys(("earlier", "before", "older", "under", "below", "fewer", "shorter", "lower"), "<="),
}
# Phrases that compare a number, longest first where one begins another.
COMPARATORS: Final[dict[tuple[str, ...], str]] = {
    ("no", "more", "than"): "<=",
    ("no", "longer", "than"): "<=",
    ("not", "more", "than"): "<=",
    ("well", "under"): "<<",
    ("well", "below"): "<<",
    ("well", "within"): "<<",
    ("well", "over"): ">>",
    ("well", "above"): ">>",
    ("just", "under"): "<~",
    ("just", "below"): "<~",
    ("just", "short", "of"): "<~",
    ("a", "little", "under"): "<~",
    ("slightly", "under"): "<~",
    ("short", "of"): "<",
    ("just", "over"): ">~",
    ("just", "above"): ">~",
    ("a", "little", "over"): ">~",
    ("slightly", "over"): ">~",
    ("less", "than"): "<",
    ("fewer", "than"): "<",
    ("more", "than"): ">",
    ("at", "most"): "<=",
    ("at", "least"): ">=",
    ("up", "to"): "<=",
    ("close", "to"): "~",
    ("under",): "<",
    ("below",): "<",
    ("inside",): "<",
    ("beneath",): "<",
    ("beyond",): ">",
    ("before",): "<",
    ("within",): "<=",
    ("over",): ">",
    ("above",): ">",
    ("after",): ">",
    ("past",): ">",
    ("post",): ">",
    ("pre",): "<",
    ("since",): ">=",
    ("about",): "~",
    ("around",): "~",
    ("roughly",): "~",
    ("approximately",): "~",
    ("nearly",): "<~",
    ("almost",): "<~",
    ("exactly",): "=",
}
