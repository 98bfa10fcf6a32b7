"""Words: which carry meaning, which are related, and which are written with a capital only where a sentence begins."""

import functools
import math
import re
from collections.abc import Iterable
from importlib.resources import files

import snowballstemmer

MODALS = frozenset("may might can could will would shall should must".split())
PREPOSITIONS = frozenset(
    """about above across after against along among around as at before behind below beneath beside besides between
    beyond by despite during except for from in inside into like near of off on onto outside over past since than
    through throughout toward towards under underneath unlike until upon via with within without""".split()
)
DETERMINERS = frozenset("a an the each every both either neither another".split())
PRONOUNS = frozenset(
    """he him his she her hers it its they them their theirs this that these those we us our ours i me my mine you
    your yours one ones himself herself itself themselves""".split()
)
# Where a phrase ends: what joins clauses, asks, denies or helps a verb.
JOINTS = frozenset(
    """and or but nor so yet because while whereas although though if unless when whenever where who whom whose which
    what why how that to not no never cannot is are was were be been being am has have had do does did vs vs.
    versus e.g. i.e. → ↔ =""".split()
)
# What may stand between a modal and its verb, beside all that ends in -ly.
ADVERBS = frozenset(
    """again all already also always ever even far first here just long maybe more much never now often once only
    perhaps quite rather seldom sometimes soon still then there too very well yet""".split()
)
# Words that say little of a subject: alone they do not tell a learner what is asked about.
VAGUE = frozenset(
    """some many most more few several other others certain future current new old such same big small good better
    best bad thing things people person way ways part parts kind kinds side sides idea ideas point points reason
    reasons result results goal goals advice view views service services approach system systems case cases""".split()
)
# Nouns that with *the* alone point to what was told before, unless a title tells which: the rule, the idea.
POINT_BACK = frozenset(
    """answer article board book cabinet case concept date deal design device experiment figure finding idea label law
    method name paper plan policy practice problem procedure program programme project proposal question ratio report
    result rule ruling solution species story study survey system technique term test theory tool treaty trial
    trick""".split()
)
# Nouns for persons, as far as their form tells, and those whose form does not.
PEOPLE = re.compile(
    r"^(?:\w+(?:ists?|ologists?|ysts?|wives)|(?!reindeer|killdeer)\w{4,}(?<!b)eers?|(?:wo|sales|police|fire|fisher|noble|clergy|states|congress|spokes|crafts|business|work|horse|country|towns|free|states)?m[ae]n|\w+(?:maker|keeper|holder|runner|player|worker|owner|writer)s?)$"
)
PERSONS = frozenset(
    """people person kid kids child children parent parents patient patients adult adults user users doctor doctors
    nurse nurses teacher teachers student students engineer engineers officer officers prosecutor prosecutors
    judge judges customer customers consumer consumers farmer farmers friend friends mother mothers father fathers
    voter voters investor investors reader readers viewer viewers listener listeners buyer buyers seller sellers
    trader traders tenant tenants landlord landlords runner runners rider riders swimmer swimmers monk monks king
    kings queen queens emperor emperors soldier soldiers sailor sailors merchant merchants founder founders lawyer
    lawyers attorney attorneys coach coaches author authors baker bakers driver drivers resident residents
    immigrant immigrants migrant migrants employer employers employee employees champion champions master masters
    player players crew crews official officials physician physicians surgeon surgeons musician musicians
    politician politicians historian historians technician technicians librarian librarians guardian guardians
    civilian civilians beginner beginners leader leaders ruler rulers prince princes princess duke dukes sultan
    sultans pope popes bishop bishops priest priests knight knights lord lords servant servants slave slaves
    worker workers guest guests host hosts donor donors astronaut astronauts pilot pilots sister sisters brother
    brothers daughter daughters son sons wife wives husband husbands baby babies infant infants teenager teenagers
    boy boys girl girls veteran veterans refugee refugees inmate inmates juror jurors witness witnesses expert
    experts professor professors researcher researchers inventor inventors discoverer explorer explorers composer
    composers singer singers drummer drummers pianist trumpeter poet poets painter painters sculptor architect
    architects builder builders designer designers critic critics hunter hunters fisherman fishermen shepherd
    shepherds peasant peasants settler settlers citizen citizens minister ministers president presidents senator
    senators mayor mayors novice novices amateur amateurs professional professionals trainee trainees juniors
    ancestors inhabitants households families couples newcomers shoppers diners drinkers smokers sleepers athletes
    athlete cyclists captain captains
    astronomer astronomers""".split()
)
# Nouns for people who act together: asked for, they are *who* as a subject.
GROUPS = frozenset(
    """agency army board club commission committee company council court crew family firm government lab ministry
    museum navy orchestra parliament party police studio team tribe union university workshop""".split()
)
# Verbs whose subject is a person, where it is a name.
OF_PERSONS = frozenset(
    """win lose hold propose publish invent argue write found discover design patent devise describe coin name claim
    play sign agree believe think say tell call teach study serve marry die bear paint compose record sail travel
    command conquer retake defeat beat rule reign refuse accept reject prefer recommend advise warn suggest
    predict join quit resign retire train coach coin popularise popularize pioneer introduce observe notice
    measure calculate compute ask learn meet visit move send want hope fear try plan decide choose buy sell hire
    persuade insist admit doubt complain forfeit draft perform translate edit persuade testify sue order build
    kill murder arrest photograph experiment""".split()
)
# Nouns that stand without an article where they name a stuff, a field, a state, a season or a meal.
MASS = frozenset(
    """water air ice snow rain wind weather heat cold warmth light darkness sunlight daylight fire smoke steam fog
    dust soil sand mud clay rock stone gravel chalk salt sugar honey milk cream butter cheese yogurt bread dough
    flour yeast rice wheat corn maize barley rye oat oats sourdough kefir kraut sauerkraut miso koji tempeh kimchi
    beer wine cider vinegar whisky tea coffee espresso crema robusta arabica cocoa chocolate juice oil fat lard
    meat beef pork lamb chicken fish seafood cod herring salmon tuna krill plankton phytoplankton zooplankton kelp
    seaweed algae moss ivy bamboo grass hay straw wood timber charcoal coal peat gas petrol diesel kerosene
    hydrogen oxygen nitrogen carbon helium methane ozone sulphur sulfur iron steel copper tin lead zinc gold
    silver platinum mercury aluminium aluminum bronze brass uranium lithium silicon silica glass concrete cement
    mortar plaster plastic rubber nylon polyester cotton wool silk linen leather paper cardboard ink paint wax
    soap blood sweat saliva mucus bone muscle skin hair tissue cartilage collagen keratin insulin glucose fructose
    sucrose lactose lactate glycogen cholesterol cortisol adrenaline melatonin dopamine serotonin caffeine
    nicotine alcohol ethanol aspirin morphine penicillin vitamin protein fibre fiber starch calcium magnesium
    potassium sodium bicarbonate chloride ammonia acid DNA RNA mRNA magma lava ash basalt granite marble limestone
    sandstone money cash credit debt capital equity income profit revenue rent inflation unemployment tax
    insurance interest trade commerce business work labor labour employment leave overtime pay wealth poverty luck
    fame glory pride shame guilt fear anger joy love hate hope trust faith grief pain sleep rest stress fatigue
    hunger thirst pleasure boredom curiosity creativity courage patience loyalty honesty justice freedom liberty
    peace war violence crime fraud theft bribery corruption murder slavery power energy electricity electronics
    force gravity momentum speed velocity acceleration torque friction pressure tension space time history
    geography mathematics maths math physics chemistry biology economics politics law medicine surgery psychology
    philosophy theology astronomy linguistics grammar syntax vocabulary language literature poetry prose fiction
    music jazz blues rock opera ballet dance art theatre theater cinema film television radio news advice evidence
    proof information data software hardware knowledge wisdom intelligence experience research science technology
    engineering progress feedback training practice exercise swimming running cycling tennis golf football soccer
    cricket rugby chess poker boxing wrestling therapy treatment care nursing surgery health disease cancer
    malaria cholera plague flu influenza tuberculosis smallpox measles diabetes asthma pneumonia anaemia anemia
    obesity dementia depression autism inflammation infection immunity resistance bleeding clotting digestion
    respiration photosynthesis fermentation extraction evolution migration hibernation reproduction biodiversity
    habitat wildlife livestock poultry cattle sheep game traffic transport transportation shipping freight cargo
    luggage equipment machinery furniture clothing footwear jewelry jewellery food breakfast lunch dinner supper
    dessert fruit veg garlic ginger pepper cinnamon saffron basil parsley mint tobacco cannabis compost mulch
    manure fertilizer fertiliser pollen nectar wax propolis brood summer winter spring autumn dusk dawn noon
    midnight night daytime nature society mankind humankind man parliament congress government court school
    college university church prison jail hospital home bed town sea land heaven hell God Christianity Islam
    Judaism Buddhism Latin Greek English French German Arabic cash stuff rubbish waste trash junk mail email spam
    software cover coverage liability negligence consent custody bail asylum citizenship consideration copyright
    bankruptcy arbitration litigation discovery damages rent growth output demand supply access permission support
    help use wear damage decay rot rust mould mold noise sound silence color colour texture flavor flavour taste
    aroma sweetness bitterness acidity crust crumb gluten brine rennet curd whey venom poison bait prey
    cold-brew control volume topspin hormone backspin stamina endurance content demand pace rhythm data media
    everything nothing something anything everyone nobody anyone someone all most half more less much""".split()
)
_ABSTRACT = re.compile(
    r"(?:ness|ity|ety|tion|sion|ment|ance|ence|ency|ancy|ism|ing|age|ship|hood|ics|ysis|osis|itis|emia|dom|ure|th|cy|gy|phy)$"
)

_COUNTED = frozenset(
    """age stage page cage image message village cottage garage sausage cabbage bandage ring king wing thing string
    spring ceiling building wedding meeting painting city university facility month mouth tooth path moth ship
    station nation section question session mission instrument document monument element department apartment
    ruling temperature picture lecture creature figure measure agency currency pharmacy""".split()
)


def may_stand_bare(noun: str) -> bool:
    """Whether a noun in the singular may stand without an article."""
    word = noun.lower()
    return word in MASS or noun in MASS or is_abstract(word) or not word.isalpha()


def is_abstract(noun: str) -> bool:
    """Whether a noun's ending says that it names an act, a state or a field: acidification, hardness; but not age."""
    return bool(_ABSTRACT.search(noun)) and noun not in _COUNTED


FUNCTION_WORDS = MODALS | PREPOSITIONS | DETERMINERS | PRONOUNS | JOINTS
_EMPTY = FUNCTION_WORDS | frozenset("very just only also too even".split())

# A word all in small letters, and no part of a hyphenated one.
SMALL_WORD = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_RELATED = 4  # letters: of two stems as long as this, one that begins with the other is a relative
_FIRST_PART = 3  # letters: a word behind as many, or more, is the second part of a compound
_ORDINAL = frozenset("first second third last next".split())  # tell nothing of what they count
_DOUBLED = re.compile(r"([bdgmnpt])\1i$")
NUMBERS = dict(
    zip(
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty""".split(),
        map(str, range(1, 21)),
        strict=True,
    )
)
# Relatives that no rule of stems joins, as pairs of stems.
_KIN = dict(
    pair.split("/")
    for pair in """strength/strong length/long width/wide depth/deep height/high heat/hot breadth/broad truth/true
    youth/young poverti/poor death/die dead/die life/live loss/lose choic/choos speech/speak song/sing sight/see
    food/feed birth/bear thought/think sale/sell gift/give flight/fli blood/bleed belief/believ proof/prove tooth/teeth
    foot/feet men/man women/woman mice/mouse geese/goose children/child wolv/wolf calv/calf halv/half hoov/hoof
    knive/knife leav/leaf loav/loaf shelv/shelf thiev/thief
    chines/china french/franc spanish/spain dutch/netherland greek/greec turkish/turkey danish/denmark swedish/sweden
    english/england scottish/scotland scot/scotland welsh/wale irish/ireland polish/poland swiss/switzerland
    british/britain norwegian/norway finnish/finland belgian/belgium roman/rome venetian/venic""".split()
)
_stemmer = snowballstemmer.stemmer("english")


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in small letters. The parts of a hyphenated word count each."""
    return [word for word in _WORD.findall(text.lower()) if word not in _EMPTY]


def usualness(word: str) -> float:
    """How usual a word in small letters is in print: 3 where it is one in a million, 4 one in 100,000; 0 if it is rare.

    This is the Zipf scale of van Heuven et al. (2014), on the counts of Google's n-grams that SymSpell brings.
    """
    count = _counts().get(word) or _counts().get(word.removesuffix("s"))
    return math.log10(count / _COUNTED_WORDS * 1e9) if count else 0.0


def is_printed(word: str) -> bool:
    """Whether a word in small letters, in just this form, is one of the 82,834 that are counted."""
    return word in _counts()


_COUNTED_WORDS = 1.02e12


@functools.cache
def _counts() -> dict[str, int]:
    """The 82,834 words of SymSpell's list; read here: its own reader prepares corrections, in ten times the time."""
    text = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of a word share: train, trained and training have one stem (Snowball's English rules)."""
    found = str(_stemmer.stemWord(word.lower().replace("’", "'").removesuffix("'s")))
    return _KIN.get(found, _DOUBLED.sub(r"\1", found))  # fog, foggy


@functools.lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = (word for word in content_words(text) if word not in _ORDINAL)
    return frozenset(word if word.isdigit() else NUMBERS.get(word) or stem(word) for word in words)


@functools.lru_cache(maxsize=4096)
def _second_parts(text: str) -> frozenset[str]:
    """The stems of what may be the second part of a compound: dial of sundials, and much that is no word."""
    return frozenset(
        stem(word[at:]) for word in content_words(text) for at in range(_FIRST_PART, len(word) - _RELATED + 1)
    )


def share_a_word(one: str, other: str) -> bool:
    """Whether two texts have a content word, or relatives of one (slowing, slowdown; 16, sixteen), in common."""
    stems, others = _stems(one), _stems(other)
    if stems & others or _second_parts(one) & others or stems & _second_parts(other):
        return True
    if not _initials(one).isdisjoint(_acronyms(other)) or not _initials(other).isdisjoint(_acronyms(one)):
        return True
    long, long_others = (tuple(s for s in some if len(s) >= _RELATED) for some in (stems, others))
    return any(s.startswith(long_others) for s in long) or any(s.startswith(long) for s in long_others)


@functools.lru_cache(maxsize=4096)
def _initials(text: str) -> frozenset[str]:
    """What the names in a text are shortened to: ECT, of extended column test."""
    first = "".join(word[0].upper() for word in _WORD.findall(text))
    return frozenset(
        first[start:end] for start in range(len(first)) for end in range(start + 3, min(start + 6, len(first) + 1))
    )


@functools.lru_cache(maxsize=4096)
def _acronyms(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text) if 3 <= len(word) <= 5 and word == word.upper())


class Vocabulary:
    """How an episode writes its words where no sentence begins, which tells a name from a capital of position."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @functools.cached_property
    def _inside(self) -> set[str]:
        """The words behind the first of each sentence; gathered only when a bare bullet asks for them."""
        sentences = (sentence for text in self._texts for sentence in re.split(r"(?<=[.!?:;])\s+", text))
        return {word for sentence in sentences for word in _WORD.findall(sentence)[1:]}

    def inside(self, word: str) -> str | None:
        """How a word is written where no sentence begins; None where the episode does not tell."""
        if word in self._inside and word != "A":  # vitamin A
            return word
        return word.lower() if word.lower() in self._inside or word.lower() in _EMPTY else None
