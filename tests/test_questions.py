"""The writer against its specification, questions.md, and for any words whatever."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.chapters import load_chapters
from flashcards.model import Bullet, Chapter, Episode, Wording
from flashcards.questions import Written, decide, write_cards
from flashcards.questions.claims import is_housekeeping
from flashcards.questions.clauses import is_spliced
from flashcards.questions.grammar import is_slip
from flashcards.questions.sentences import read_sentences
from flashcards.questions.shapes import BLANK, CLOZE, tell_length
from flashcards.questions.words import content_words, share_a_word, usualness
from tests import fit_weights
from tests.conftest import ROOT, SHIPPED, make_episode

SPECIFICATION = Path(__file__).with_name("questions.md")


class Subject(NamedTuple):
    """One episode of the specification, and for each of its bullets the cards expected: question, answer, …"""

    episode: Episode
    expected: list[list[str]]


def read_specification() -> dict[str, Subject]:
    """Every subject: `#` its name, then `Show:`, `Guest:`; `##` a chapter; a paragraph a bullet; `>` its cards."""
    subjects: dict[str, Subject] = {}
    for part in re.split(r"^# ", SPECIFICATION.read_text(encoding="utf-8"), flags=re.MULTILINE)[2:]:
        name, *lines = filter(None, part.splitlines())
        told: dict[str, str] = {}
        chapters: list[tuple[str, list[Bullet]]] = []
        expected: list[list[str]] = []
        for number, line in enumerate(lines):
            if line.startswith("## "):
                chapters.append((line[3:], []))
            elif not chapters:
                key, _, value = line.partition(": ")
                told[key] = value
            elif line.startswith("> "):
                expected[-1] += [] if line.startswith("> No card") else [line[2:]]
            else:
                chapters[-1][1].append(Bullet(line, number))
                expected.append([])
        base = make_episode([])
        episode = replace(
            base,
            show=told["Show"],
            guest=told["Guest"],
            host=told["Host"],
            chapters=tuple(
                Chapter(title, at * 600, None, "", tuple(bullets), at) for at, (title, bullets) in enumerate(chapters)
            ),
        )
        subjects[name] = Subject(episode, expected)
    return subjects


SUBJECTS = read_specification()


def write(bullet: str, *beside: str) -> Written:
    episode = make_episode([bullet])
    chapter = replace(episode.chapters[0], summary=" ".join(beside))
    return write_cards(replace(episode, chapters=(chapter,)))


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=list(SUBJECTS))
def test_the_writer_does_as_specified(subject: Subject) -> None:
    for decision, expected in zip(decide(subject.episode), subject.expected, strict=True):
        assert [text for card in decision.cards for text in (card.question, card.answer)] == expected


def test_cards_of_the_person_always_win() -> None:
    own = Bullet("RL could teach project completion", 1, cards=(Wording("Mine?", "Yes", 2), Wording("Also?", "Yes", 4)))
    written = write_cards(make_episode([own]))
    assert [(card.question, card.shape, card.line) for card in written.cards] == [
        ("Mine?", "authored", 2),
        ("Also?", "authored", 4),
    ]


def test_a_skipped_bullet_is_left_without_a_reason() -> None:
    (left,) = write_cards(make_episode([Bullet("Thanks to our sponsor", 1, skip=True)])).left
    assert left.why == ""


WORDS = sorted(
    {word for chapter in load_chapters(SHIPPED).chapters for bullet in chapter.bullets for word in bullet.text.split()}
    | {
        word
        for subject in SUBJECTS.values()
        for chapter in subject.episode.chapters
        for bullet in chapter.bullets
        for word in bullet.text.split()
    }
)


SENTENCES = [
    bullet.text for subject in SUBJECTS.values() for chapter in subject.episode.chapters for bullet in chapter.bullets
]


@st.composite
def garbled(draw: st.DrawFn) -> str:
    """A bullet with some words in the place of others, which mostly still reads as a sentence."""
    words = draw(st.sampled_from(SENTENCES)).split()
    for _ in range(draw(st.integers(0, 3))):
        words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
    return " ".join(words)


@settings(max_examples=300)
@example("$110,000 carries 1 carries =")
@example("$110,000 New Roman (1598) commissioned by The Times in 1931 after Stanley Morison had criticised its type")
@given(garbled() | st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join) | st.text(min_size=1))
def test_whatever_the_words_a_card_has_its_form_and_does_not_leak(bullet: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert [decision] == list(decide(make_episode([bullet])))
    for card, fault, rating in decision.trials:
        assert 0 < rating < 1
        if fault:
            continue
        assert content_words(card.answer)
        assert not share_a_word(card.answer, card.question)
        if card.shape == CLOZE:
            assert card.answer in bullet
            assert card.question.count(BLANK) >= 1
            visible = re.search("“(.*)”", card.question, re.DOTALL)
            assert visible
            assert visible[1].replace(BLANK, card.answer, 1) == bullet.rstrip(" .")
        else:
            assert card.question.endswith("?")
            assert re.search(r"\b(what|which|who|whom|why|how|when|where)\b", card.question, re.IGNORECASE)
        for text in (card.question, card.answer):
            assert text.count("“") == text.count("”")
            assert text.count("(") == text.count(")")


@given(garbled())
def test_an_answer_is_in_the_words_of_its_bullet(bullet: str) -> None:
    said = set(re.findall(r"\w+", bullet.casefold()))
    for card in write(bullet).cards:
        assert set(re.findall(r"\w+", card.answer.casefold())) <= said | {"about", "you", "should", "ann", "other"}


@pytest.mark.parametrize(
    ("sentence", "note"),
    [
        ("The crack runs across the whole block of snow in a dry winter", "One long crack, whole block of snow"),
        (
            "Bayer lost the aspirin patent in 1917, because the court found a flaw",
            "Bayer lost patent, court found flaw",
        ),
        ("A standard bolt of cloth was about 12 metres long", "A standard bolt of cloth, about 12 metres"),
    ],
)
def test_whole_sentences_are_asked_about_and_notes_are_left(sentence: str, note: str) -> None:
    assert any(not trial.fault for trial in next(decide(make_episode([sentence]))).trials)
    (left,) = write_cards(make_episode([note])).left
    assert left.why == "it may not be a whole sentence"


def test_a_note_that_is_taken_for_a_sentence_gets_no_card() -> None:
    assert write_cards(make_episode(["crack runs across whole block of snow"])).cards == ()


@pytest.mark.parametrize(
    ("bullet", "question", "answer"),
    [
        (
            "The southern ocean has absorbed about a quarter of the carbon dioxide emitted by people each year",
            "The southern ocean has absorbed about what share of the carbon dioxide emitted by people each year?",
            "A quarter",
        ),
        (
            "Alice Evans, a dairy chemist, traced the fever to raw milk in 1917",
            "Alice Evans, a dairy chemist, traced the fever to raw milk in which year?",
            "1917",
        ),
        (
            "The NHL allowed forward passing in all three zones of the ice in 1929",
            "The NHL allowed forward passing in all three zones of the ice in which year?",
            "1929",
        ),
        (
            "The bells of the abbey kept their pitch for about 700 years",
            "The bells of the abbey kept their pitch for about how many years?",
            "700",
        ),
        (
            "Fights per game have fallen by more than half since the early 2000s",
            "Fights per game have fallen by how much since the early 2000s?",
            "More than half",
        ),
        (
            "Losing a big pitch can cost a small agency £50,000 or more",
            "Losing a big pitch can cost a small agency how much?",
            "£50,000 or more",
        ),
        (
            "In 1906 Congress passed the food act that reformers had campaigned for",
            "In which year did Congress pass the food act that reformers had campaigned for?",
            "1906",
        ),
        (
            "Oil prices rose in 1973 by 70% after the embargo",
            "By what percentage did oil prices rise in 1973 after the embargo?",
            "70%",
        ),
        (
            "Whales go down 300 m or more in search of squid",
            "Whales go down how many metres in search of squid?",
            "300 m or more",
        ),
        (
            "Ticket sales cover perhaps a third of the costs of an orchestra",
            "Ticket sales cover what share of the costs of an orchestra?",
            "Perhaps a third",
        ),
        (
            "Emperor penguins dive to more than 500 m in search of squid",
            "Emperor penguins dive to how many metres in search of squid?",
            "More than 500",
        ),
    ],
)
def test_a_figure_is_asked_for_where_it_stands(bullet: str, question: str, answer: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert (question, answer) in [trial.proposal[:2] for trial in decision.trials if not trial.fault]


@pytest.mark.parametrize(
    ("bullet", "unasked"),
    [
        ("How 140,000 green cards get split among five categories of workers", "____"),
        ("Edward Snowden has lived in exile in Moscow since about 2013", "about what"),
        ("Thomas Jefferson drafted the Declaration of Independence in June 1776", "Declaration of what"),
        ("Alice Evans, a dairy chemist, traced the fever to raw milk in 1917", ", who,"),
        ("Many old churches keep their bells in a tower beside the nave", "What keep "),
        ("Brown seaweeds are closer to diatoms than to oak trees on land", "to do what"),
        ("Brown seaweeds are closer to diatoms than to oak trees on land", "diatoms than ____"),
        ("McLean ran a trucking firm and hated the traffic on the coast road", "What ran"),
        ("Roman captains rode the monsoon across the sea to Muziris", "What rode"),
        ("Aguada Fénix is the oldest and largest platform known in the Maya area", "Who "),
        ("Primaquine may destroy red cells in people with G6PD deficiency, so test first", ", so test first?"),
        ("Danish men won four World Championships in a row, 2019 to 2025", "to ____"),
        ("The angles of slings: flatter = more tension, at 30° each leg takes the full weight", "flatter ____"),
        ("RSPCA lost the case about the Gill farm on appeal in 2010", "lost"),
        ("Lord Scudamore was bottling Redstreak here before Dom Perignon got going", " here "),
        ("Hungary beat the USSR 4–0 weeks after Soviet tanks rolled into Budapest", "how many weeks"),
        ("The El Reno tornado grew to 2.6 miles wide in minutes", "When "),
        ("Trustees can't wave a legacy away because they feel sorry for someone", "Why "),
        ("John Leal chlorinated the supply of the city in 1908 without asking anyones permission", "anyones"),
        ("James Parkinson wrote 'An Essay on the Shaking Palsy' at the age of 62", "Essay on ____"),
        ("Bata wrestled for 11 years and peaked at the rank of Juryo 6", "how many years and peaked"),
        ("The two crews dug past each other and Nonius Datus was called back", "past ____"),
        ("Filing thousands of claims at once turns the clause against its author", "does Filing"),
        ("The West Baray is roughly 8 km long and still holds water", "still holds water?"),
        ("The Brazilian heaps of the termites cover an area about the size of Great Britain", "about what"),
        ("Iron deficiency in the blood of a man of 60 must be explained", "of what number"),
        ("UK swifts in the towns down by something like 60% since 1995", "what percentage"),
        ("Don't call every fast radio burst from the sky a magnetar yet", "call ____ burst"),
        ("John Epley was mocked by his collegues for years in Portland", "collegues"),
        ("Males with longer tail streamers found mates sooner in Møller's Danish study", "sooner in ____"),
        ("Bread flour contains 12% to 14% protein in most of the mills", "what percentage"),
        ("Whole wheat flour absorbs between 5% and 10% more water than white", "what percentage"),
        ("Biden v. Nebraska struck down the $10k/$20k plan for loans, 6–3", "plan?"),
        ("All four Japanese carriers at Midway had been at Pearl Harbor before", "All how many"),
        ("Chinese astronomers recorded a bright guest star in July 1054", "What recorded"),
        ("Ghost notes are the snare hits that you feel more then you hear", "____ are the snare"),
        ("Most working drummers he knows teach at least two days a week", "days"),
        ("Mortadella was the big seller in the shops of Bologna back then", "Mortadella"),
        ("Nobody in the building wanted to give the ads away for free", "What wanted"),
        ("Each eye of a dragonfly has as many as 30,000 facets on its surface", "as many as how"),
        ("Roughly a quarter to a third of patients get aura before the headache", "quarter to what"),
        ("The 2024 US plan allows up to about 450,000 barred owls to be shot over 30 years", "To about"),
        ("The Piacenza Liver may have been a teaching aid for trainee priests", "for who?"),
        ("At release it can pull on the arm with more than 300 kilos of force", "it"),
        ("Extractor fans in the kitchen can pull smoke back into the room", "Who"),
        ("Cardiff University has collected the carcases of otters since the early 90s", "When has"),
        ("CITES moved the species to Appendix I of its list in 2019", "the species"),
        ("Tap the water out and let it dry before you close teh case", "____"),
        ("Volunteer boards of credit unions struggle to recruit anyone under 50", "what number"),
        ("Perhaps half the oysters of the bay survive and maybe 5% give a top pearl", "Perhaps what share"),
        ("A wide Bucks Point edging of lace can need well over 100 pairs of bobbins", "well how"),
        ("Schiaparelli tied the Perseids to comet Swift–Tuttle in the 1860s", "to do what"),
        ("The Crimean loans went back to Kyiv in Nov. 2023 after nine years in court", "Kyiv in Nov. 2023?"),
        ("Handspring's War Horse opened at the National Theatre of London in 2007", "handspring"),
        ("Then Iz recorded a medley in one take and everything about it changed again", "____"),
        ("Maternal care of this kind is rare amoung insects that live alone", "amoung"),
        ("Goat hair holds the scratch coat together while its still green", "its"),
        ("Sea stars were the main predator of urchins there, and a disease wiped them out", "Sea stars ____"),
        (
            "Boehm built no clarinet — Klosé and Buffet borrowed his ring keys for it around 1839",
            "borrowed his ring keys for it around which",
        ),
    ],
)
def test_what_would_be_no_question(bullet: str, unasked: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert not [t.proposal.question for t in decision.trials if not t.fault and unasked in t.proposal.question]


@pytest.mark.parametrize(
    ("bullet", "answer"),
    [
        ("Tall old wheat plants fell over when farmers fed them nitrogen", "farmers fed them nitrogen"),
        ("Smoking slows the healing of bones and raises the risk of non-union", "raises the risk of non-union"),
        ("Smoking slows the healing of bones and raises the risk of non-union", "slows the healing of bones"),
        ("If the dough feels cold to the hand, leave the bowl in a warm oven", "leave the bowl in a warm oven"),
        (
            "Researchers say that urban foxes sleep far less in the winter months",
            "urban foxes sleep far less in the winter months",
        ),
    ],
)
def test_what_is_done_and_when_and_why_is_asked_for(bullet: str, answer: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert answer in [trial.proposal.answer for trial in decision.trials if trial.proposal.shape == CLOZE]


@pytest.mark.parametrize(
    ("bullet", "unasked"),
    [
        ("Leave the wedges of oak to dry in the air for at least five years", "least five years"),
        ("The Clyde ferries carried the crowds down the river and back out in rain", "out in rain"),
        (
            "Malone Mukwende wrote Mind the Gap as a student of medicine in London",
            "the Gap as a student of medicine in London",
        ),
        ("Irregular watering in the summer is behind most blossom end rot, as they say", "is behind most blossom end"),
        ("Varroa mites feed on the fat body of bees, as a 2019 study showed", "a 2019 study showed"),
        ("Freight engines on the plain were already at work near Roorkee and Madras", "work near Roorkee and Madras"),
        ("The flow of 1981 stopped short of the town and buried his old vineyard", "buried his old vineyard"),
        ("Executing Yue Fei bought the peace of 1142, or so his admirers have said", "his admirers have said"),
        ("Nobody fully knows why one big storm produces and its twin doesn't", "its twin doesn't"),
        ("Yeast gives far more flavour to a beer than most people think", "most people think"),
        ("Visit the Mogao Caves in October to avoid the crowds of summer", "avoid the crowds of summer"),
        ("Librarians smuggled the manuscripts to Bamako in metal trunks, often by night", "often by night"),
        ("Toasting the staves over a fire breaks down lignin and releases vanillin", "lignin and releases vanillin"),
        (
            "John Myatt painted the fakes in about 200 sittings with household emulsion",
            "200 sittings with household emulsion",
        ),
        ("Richard Doll linked smoking to cancer of the lung in 1950", "to cancer of the lung in 1950"),
        ("The order of the numbers is often credited to Brian Gamlin, 1896, in Bury", "Brian Gamlin, 1896"),
        ("Littler won the world title at 17, beating Michael van Gerwen 7–3 in the final", "Michael van Gerwen 7–3"),
        (
            "The Dartford warbler nearly vanished after the winter of 1962 (about 10 pairs left)",
            "the winter of 1962 (about 10 pairs left)",
        ),
        ("Albariza soil holds the rain of the winter like a sponge", "like a sponge"),
    ],
)
def test_a_blank_tears_nothing_and_hides_one_fact(bullet: str, unasked: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert unasked not in [trial.proposal.answer for trial in decision.trials if not trial.fault]


@pytest.mark.parametrize(
    ("answer", "context"),
    [
        ("early strength", "How strong men train"),
        ("the extended column test", "CT, ECT and the rest"),
        ("ECT", "extended column test"),
        ("Chinese founders", "Cast iron: what China knew first"),
        ("The Dutch fleet", "Spain and the Netherlands"),
        ("cool foggy summers", "Soil, fog and plant stock"),
        ("its own sundial", "Clocks needed dials"),
        ("if you get seasick", "Stability, sick bags and drivers"),
        ("16", "Sixteen minutes fast"),
        ("Yellowstone's wolf packs", "Wolves, hunters and the rest"),
        ("a butter knife", "Knives"),
    ],
)
def test_relatives_and_initials_give_an_answer_away(answer: str, context: str) -> None:
    assert share_a_word(answer, context)
    assert not share_a_word(answer, "Weather in the mountains")


def test_what_only_counts_gives_nothing_away() -> None:
    assert not share_a_word("the first 15 minutes", "Bread from first principles")


@pytest.mark.parametrize("label", ["Framing", "Key point", "TIP", "Bottom line"])
def test_a_label_about_talk_is_no_part_of_a_card(label: str) -> None:
    (decision,) = decide(make_episode([f"{label}: the mantle of the Earth flows by a few centimetres a year"]))
    assert decision.trials
    assert not any(label.lower() in trial.question.lower() for trial in decision.trials)
    assert any("“The mantle" in trial.question for trial in decision.trials)


def test_what_follows_a_label_about_talk_keeps_its_letters() -> None:
    (decision,) = decide(make_episode(["Note: eBay took a tenth of every sale in 2010"]))
    assert "Complete the claim: “eBay took a tenth of every sale in ____”" in [t.question for t in decision.trials]


def test_a_label_about_the_matter_stays() -> None:
    (decision,) = decide(make_episode(["Rule of thumb: the mantle of the Earth flows by a few centimetres a year"]))
    assert decision.trials
    assert all(
        trial.question.startswith(("Complete the claim: “Rule of thumb: ", "Rule of thumb: "))
        for trial in decision.trials
    )


def test_a_question_that_another_bullet_answers_is_not_asked() -> None:
    bullet = "The heat wave killed about 30% of the shallow corals"
    rival = "The heat wave killed some 45% of the shallow corals off the coast"
    (decision, _) = decide(make_episode([bullet, rival]))
    faults = {trial.fault for trial in decision.trials if trial.proposal.answer == "30%"}
    assert faults == {f"ambiguous: “{rival}” answers it as well"}


def test_the_same_bullet_twice_gives_one_card_and_says_where() -> None:
    bullet = "Monteverdi wrote Orfeo for the court of Mantua in 1607"
    (alone,) = write_cards(make_episode([bullet])).cards
    written = write_cards(make_episode([bullet, bullet]))
    assert [card.question for card in written.cards] == [alone.question]
    assert [left.why for left in written.left] == [f"line {alone.line} says the same"]


def test_a_blank_tells_how_many_words_it_hides() -> None:
    (card,) = write("New facts are held in the hippocampus before they settle in the neocortex").cards
    assert card.question == "Complete the claim: “New facts are ____ before they settle in the neocortex” (4 words)"
    assert card.answer == "held in the hippocampus"
    assert tell_length("Complete the claim: “It has ____ legs”", "six") == "Complete the claim: “It has ____ legs”"


@pytest.mark.parametrize(("usual", "rare"), [("the", "water"), ("water", "kiln"), ("kiln", "neocortex")])
def test_usual_words_are_told_from_rare_ones(usual: str, rare: str) -> None:
    assert 8 > usualness(usual) > usualness(rare) + 0.5
    assert usualness(rare) >= 0


def test_two_clauses_give_two_cards() -> None:
    written = write(
        "Cynthia Moss started the Amboseli elephant project in 1972; "
        "Frederic Tudor shipped his first pond ice to Martinique in 1806"
    )
    first, second = written.cards
    assert "Cynthia Moss" in first.question
    assert second.answer == "1806"


def test_a_question_begins_with_its_question_word_where_that_reads_as_well() -> None:
    plain, named = (
        write(bullet).cards[0].question
        for bullet in (
            "Joseph Aspdin patented Portland cement in 1824",
            "Congress passed the Pure Food and Drug Act in 1906",
        )
    )
    assert plain == "In which year did Joseph Aspdin patent Portland cement?"
    assert named == "Congress passed the Pure Food and Drug Act in which year?"


def test_who_a_pronoun_stands_for_is_not_guessed() -> None:
    (left,) = write_cards(make_episode(["She blames school atlases for the idea that Greenland rivals Africa"])).left
    assert left.why == "“She” points to something outside it"


def test_trials_come_with_what_won_and_what_did_not() -> None:
    (decision,) = decide(make_episode(["Banting and Best kept a dog without a pancreas alive for 70 days"]))
    (card,) = decision.cards
    won = decision.trials[0]
    assert (card.question, card.answer, card.shape) == (won.question, *won.proposal[1:3])
    assert not won.fault
    assert len(decision.trials) > 1


@pytest.mark.parametrize("word", ["seperately", "amoung", "recoreded", "sentances", "lorrys", "wesbite"])
def test_a_slip_of_the_pen_is_seen(word: str) -> None:
    assert is_slip(word)


@pytest.mark.parametrize("word", ["separately", "rugby", "collagen", "opioids", "firelighter", "stipe", "gallery"])
def test_a_rare_word_is_no_slip(word: str) -> None:
    assert not is_slip(word)


def test_the_order_of_a_set_changes_no_card() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_RATINGS],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in "123"
    }
    assert len(told) == 1
    assert b"late spring" in told.pop()


_PRINT_RATINGS = """
from flashcards.questions import decide
from tests.conftest import make_episode
for decision in decide(make_episode(["Coral spawning follows the full moon of late spring"])):
    print(decision.cards, *((trial.proposal.question, trial.rating) for trial in decision.trials))
"""


def test_the_weights_are_those_that_the_verdicts_give() -> None:
    told = json.loads(fit_weights.WEIGHTS.read_text(encoding="utf-8"))
    fitted = fit_weights.fit(fit_weights.load_rows())
    assert {name: weight for name, weight in told.items() if abs(weight - fitted.get(name, 0)) > 0.02} == {}


@pytest.mark.parametrize(
    ("bullet", "never"),
    [
        ("AFFIRM (2002) found no survival gain from rhythm control", "what kind of gain"),
        ("A dentist's ultrasonic cleaner gave Charles Kelman the idea for phaco.", "gave who"),
        ("The Ezerovo ring carries 61 Greek letters and no agreed translation", "how many"),
        ("Ira Bowen worked out the answer in 1927", "answer"),
        ("Pups weigh about 14 kg at birth and put on close to 2 kg a day.", "how many kg at birth and put"),
        ("The statute mile dates from 1593 but took ages to catch on", "which year but"),
        ("Mothers fast for the whole 18 days or so", "whole how many"),
        ("Root rot wiped out four acres of Glen Ample in 2008", "which year rot root"),
        ("Never let lifted bulbs dry out on a windowsill", "“____ dry out"),
        ("March 2013: about 3,500 dead puffins washed up on the east coast", "march 2013: about how"),
        ("Taller athletes may still do well with the glide, e.g. Valerie Adams", "the glide, ____"),
        ("More indigestion tablets may be an early sign of ovarian cancer (Imperial study)", "sign of ____”"),
        ("Britain holds more than a third of the worlds grey seals", "the worlds grey"),
        ("A rough rule says 10 m of climb costs as much as 100 m on the flat", "says how"),
        ("Mayor & Queloz got their Nobel 24 years later", "years later\\?"),
        ("Beef arrives as hindquarters and forequarters on Tuesdays", "____ and fore"),
        ("Government grants paid farmers to dig drains in the 60s and 70s", "____ and 70s"),
        ("Eddington went to Príncipe in 1919 and Crommelin to Sobral, Brazil", "which year and"),
        ("The 13 Gideon tapestries at Hardwick took 24 years (finished in 2023)", "how many years \\("),
        ("Wear something with a heel around the house, even Crocs", "house, ____"),
        ("Bolden spent his last 24 years in a Louisiana asylum", "which asylum"),
        ("Hillary and Tenzing reached the top on 29 May 1953", "which two things"),
        ("Venice opened the first public opera house in 1637", "what opened"),
        ("Gyokuro growers shade their bushes for about three weeks before picking", "what shades?"),
        ("The Cassini family needed four generations to map France", "why"),
        ("Cerdà chamfered the corners of Barcelona's 113 m blocks so that steam trams could turn", "how many m"),
        ("Rossini stopped writing operas at 37 and lived for another 39 years", "how many years"),
        ("England taxed windows from 1696 to 1851, so owners bricked them up", "^from which year"),
        ("The urge to breathe comes from CO2 building up and not from low oxygen", "doing what"),
        ("Manuka fetches ten times the price of clover honey", "^what does manuka fetch ten"),
        ("At 2 °C of warming more than 99% of reefs are expected to decline", "^at what temperature of warming more"),
        ("The Forth Bridge of 1890 was designed for a wind pressure of 56 pounds per square foot.", "per what"),
        ("Only about 5% of Americans meet the fiber recommendation", "what percentage meets"),
        ("Most cruising yachts can't point closer than about 45° to the wind", "temperature"),
        ("About two-thirds of US adults have no will (Caring.com, 2024: 68%)", "what share"),
        ("Bacteria ferment soluble fiber into short-chain fatty acids such as butyrate", "what ferment "),
        ("“Mr. Chips into Scarface” was Vince Gilligan's pitch for Breaking Bad", "for who"),
        ("The Standedge Tunnel took 17 years to dig, from 1794 to 1811.", "how many years"),
        ("Rose otto costs more than rose absolute because a kilo eats up four tonnes of petals", "did rose"),
        ("The Bertha machine was 17.5 m across, then the world's biggest boring machine", "then.*[?]$"),
        ("Only about 1 in 20 babies arrives on the due date", "____ in 20|how many in"),
        ("Robert Liston could take off a leg in under three minutes", "leg in\\?"),
        ("The grass bridge at Q'eswachaka is rebuilt every June", "^what is the grass"),
        ("Turn the drying beans every day or two", r"turn the drying beans\?$"),
        ("London clay is close to ideal for digging long tunnels", "to do what"),
        ("A big sail could take longer to make than the hull", "to do what"),
        ("Keep your mouth slightly open when you nose a whisky", "^what should you keep your"),
        ("Ticket sales cover about a third of the costs, often less", "what share.*[?]$"),
        ("Never pick up anything in a forge without checking it for heat first", "^what should you never pick"),
        ("Mariner 4 sent back about 22 grainy pictures of the planet in July 1965", "^who sent"),
        ("Rudolf Schenkel watched captive wolves for years in Basel (paper 1947)", "wolves for years in ____"),
        ("Chinampas around the lake fed about 200,000 people in the spring of 1519", "did chinampas"),
        ("The Clyde built about a fifth of the ships of the world by 1913", "^by which year"),
        ("Labour won a majority of 172 seats at the general election of July 2024", "what share"),
        ("Squid and their kin have eight arms and two tentacles", "how many"),
        ("The Moon formed about 4.5 bn years ago from the debris of a collision", "how many bn"),
        ("Jean Naigeon swapped vinegar for the juice of unripe grapes in 1850s Dijon", "^when"),
        ("Oxygen isotopes in Moon rocks match Earth's almost exactly, which is awkward", "moon rocks match ____”"),
        ("Independent commissions draw the district lines in Michigan since 2020", "since (which|____)|which year"),
        ("Betty the crow bent a straight wire into a hook in Oxford", "into ____”"),
        ("John Marzluff's team wore a caveman mask to trap crows on the campus", "^what wore"),
        ("Railway companies bought up most of the canals to close them down", "^what bought"),
        ("Floyd Collins got trapped in Sand Cave in Kentucky in 1925", "got floyd"),
        ("Australia has had no death from a funnel-web spider since antivenom arrived in 1981", "^why"),
        ("Nitobe wrote Bushido in English, in 1899, for foreign readers", ", in which year,"),
        ("Diamond wire saws cut the ingot into wafers of less than a millimetre", "^what cut "),
        ("Robert Kett was himself an encloser of land when the crowd turned up", "^when was"),
        ("KDKA of Pittsburgh read out the Harding–Cox election returns on 2 November 1920", "–____"),
        ("Whale watchers should keep their boats at least 100 m off", "off[?]$"),
        ("The Vanguard 1 satellite has been silent since 1964 but is still in orbit", "which year but"),
        ("The Great Bath of the citadel is about 12 m by 7 m and sealed with bitumen", "how many metres"),
        ("Joe Davis won the first 15 world championships of the game on the trot", "how many"),
        ("The detonation wave travels through the charge at roughly 6,900 metres per second", "^at roughly how"),
        ("Dutch pontoneers built the bridges over the Berezina in icy water", "^what built"),
        ("Wild packs are mostly just parents and their offspring", "^which two things"),
        ("A tight five minutes takes most new comics a whole year of small rooms", "^who does"),
        ("H.M. could form almost no new memories of events after the surgery", "^what could form"),
        ("Mycorrhizal fungi trade phosphorus for sugars from the roots", "fungi what"),
    ],
)
def test_what_no_card_asks(bullet: str, never: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    asked = [trial.proposal.question for trial in decision.trials if not trial.fault]
    assert asked
    assert not [question for question in asked if re.search(never, question.lower())]


@pytest.mark.parametrize(
    "bullet",
    [
        "The bronze head at Golyama Kosmatka was buried seperately, outside the entrance",
        "Wrote poetry in Turkic under the pen name Khata'i",
    ],
)
def test_nothing_is_asked_of_what_would_not_be_printed(bullet: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    assert all(trial.fault for trial in decision.trials)


def test_a_blank_leaves_no_minus_behind() -> None:
    bullet = "Heat-tolerant scoops of ice cream come out of the freezer at –18 °C and are soft enough to serve"
    (decision,) = decide(make_episode([bullet]))
    assert decision.trials
    assert not [trial for trial in decision.trials if re.search(r"–(?:____|what)", trial.proposal.question)]


@pytest.mark.parametrize(
    "bullet",
    [
        "Hale measured magnetic fields in spots at Mt Wilson in 1908",
        "Oghuz tribesmen held Sanjar captive for about three years",
    ],
)
def test_a_name_in_front_keeps_its_capital_inside(bullet: str) -> None:
    (decision,) = decide(make_episode([bullet]))
    asked = [trial.proposal.question for trial in decision.trials if not trial.fault]
    assert any(bullet.split()[0] in question for question in asked)
    assert not any(bullet.split()[0].lower() in question for question in asked)


def test_a_name_that_is_a_word_as_well_keeps_its_capital_before_an_s() -> None:
    (decision,) = decide(make_episode(["Dowsing's men smashed church windows across Suffolk in the winter of 1643"]))
    asked = [trial.proposal.question for trial in decision.trials]
    assert any("Dowsing's men smash" in question for question in asked)
    assert not any("dowsing" in question for question in asked)


def test_a_name_of_two_words_keeps_both_capitals() -> None:
    bullets: list[Bullet | str] = ["A new law came", "New York passed its zoning resolution in 1916 after a protest"]
    *_, decision = decide(make_episode(bullets))
    asked = [trial.proposal.question for trial in decision.trials]
    assert any("did New York pass" in question for question in asked)
    assert not any("new York" in question for question in asked)


@pytest.mark.parametrize(
    ("claim", "pointing", "named"),
    [
        ("George Levick wrote his notes on {} sex lives in Greek letters in 1911", "their", "the penguins’"),
        ("Hannah Glasse printed a recipe for {} in a cookery book of 1747", "it", "curry"),
        ("Andy Brown was the last goalie of the league to play without {} in 1974", "one", "a mask"),
        ("A German scholar popularised {} in a book of 1557 on emperors", "the label", "the name Byzantium"),
        ("Footwork makes up about half of {} fencing sessions in a season", "her", "the champion’s"),
        ("{} rejected the Sackler releases by five to four in June 2024", "Supreme Court", "The Supreme Court"),
        ("{} the size of Mars hit the young planet with great force", "Body", "A body"),
        ("{} of alpine skiing began in 1967 as the idea of a journalist", "World Cup", "The World Cup"),
        ("{} for senior women went up to 16 after the games of 1997", "Minimum age", "The minimum age"),
    ],
)
def test_what_points_elsewhere_or_is_clipped_is_not_asked_about(claim: str, pointing: str, named: str) -> None:
    unsaid, said = (next(decide(make_episode([claim.format(words)]))).trials for words in (pointing, named))
    assert not [trial for trial in unsaid if not trial.fault and pointing in trial.proposal.question]
    assert [trial for trial in said if not trial.fault and named in trial.proposal.question]


def test_a_participle_with_an_object_is_no_passive() -> None:
    texts = ["Public works employed over 700,000 people by March 1847", "Rice terraces carved by hand in the 1500s"]
    works, terraces = ([clause.text(clause.words) for clause in clauses] for _, clauses, _ in read_sentences(texts, ""))
    assert works == []
    assert terraces == ["Rice terraces were carved by hand in the 1500s"]


def test_what_another_tells_of_a_claim_is_not_left_out_of_its_question() -> None:
    claim = "Pachacuti beat the Chanka army near the city of Cusco around 1438"
    plain, doubted = (
        next(decide(make_episode([bullet]))) for bullet in (claim, f"{claim}, or perhaps a decade before")
    )
    doubtful = next(decide(make_episode([f"{claim} – or so the family told it"])))
    shapes = [{t.proposal.shape for t in d.trials if t.proposal.answer == "1438"} for d in (plain, doubted, doubtful)]
    assert shapes[0] > {CLOZE}
    assert not shapes[1] - {CLOZE}
    assert not shapes[2] - {CLOZE}


@pytest.mark.parametrize(
    ("line", "spliced"),
    [
        ("Switzerland started iodising salt in 1922, the US two years later", True),
        ("David Bennett got a gene-edited pig heart in Jan 2022, lived two months", True),
        ("The sailors ate bread and butter, lived two months on the ice", True),
        ("Switzerland started iodising salt in 1922, and the US followed", False),
        ("The bank bought the vineyard from his widow, against the advice of its lawyers", False),
    ],
)
def test_what_a_comma_joins_on_is_seen(line: str, spliced: bool) -> None:
    ((_, (clause, *_), _),) = read_sentences([line], "")
    assert is_spliced(clause) == spliced


def test_what_opens_a_show_is_of_the_show() -> None:
    first: list[Bullet | str] = [
        "Tomasz makes about 900 pots a year and keeps maybe 300",
        "Denny admits his lurcher has eaten two microphones",
        "Ask who fires the kiln before you buy. Ruth's book, The Quiet Kiln, is out in May",
        "Prof. Tomasz argues that most glazes fail in the first hour",
    ]
    later: list[Bullet | str] = [
        "Denny thinks most of the glaze recipes online are wrong",
        "Tomasz charges customers by the weight of the pot",
        "Tomasz saw the great kiln of Jingdezhen as a student",
        "Find Tomasz at the potters' fair in Aberystwyth in the summer",
        "A workshop on glazes still has four places in the spring",
        "Grandfather fired bricks in the same yard until 1960",
        "She runs a lab of nine people in Sheffield",
        "Tomasz's studio has open days on the first Saturday of the month",
        "Tomasz keeps four thermometers in his kitchen fridge",
    ]
    base = make_episode([*first, *later], guest="Prof Tomasz Bell, potter")
    (chapter,) = base.chapters
    chapters = replace(chapter, bullets=chapter.bullets[:4]), replace(chapter, start=60, bullets=chapter.bullets[4:])
    told = ["about the show" in d.why for d in decide(replace(base, host="Denny Marsh", chapters=chapters))]
    assert told == [True, True, True, False, True, False, True, True, True, True, True, True, True]


@pytest.mark.parametrize(
    ("bullet", "guest", "host"),
    [
        ("John Snow mapped cholera cases in Soho in 1854", "", "John Marsh"),
        ("Holland lost a third of its land to the sea", "", "Tom Holland"),
        ("The harbour froze in the winter of 1709", "The Sushi Guy", "Sam and The Band"),
        ("Charles Babbage's engine weighs five tons", "Charles Hill", ""),
        ("She thinks the kiln works best at 900 degrees", "Ann Other", ""),
        ("The Domesday Book survey was carried out in 1086", "", ""),
        ("Shops were open days after the flood of 1953", "", ""),
    ],
)
def test_what_only_looks_like_the_show_is_a_claim(bullet: str, guest: str, host: str) -> None:
    assert not is_housekeeping(bullet, guest, host, opening=True)


def test_no_card_asks_for_the_guest_whom_it_names() -> None:
    bullet = "Ilan Katz doubts the story about catapulted plague corpses at the siege of Caffa"
    (decision,) = decide(make_episode([bullet], guest="Ilan Katz, historian"))
    faults = {trial.fault for trial in decision.trials if trial.proposal.answer == "Ilan Katz"}
    assert faults == {"known: the answer is who talks"}


def test_what_a_guest_did_is_of_the_show_and_what_a_guest_found_is_not() -> None:
    bullets: list[Bullet | str] = [
        "Noor shot weddings in Ghent for a decade",
        "Noor found that most clients never open the second gallery",
        "Noor van Reed prefers 50/10, because code is slow to load into your head",
    ]
    did, found, thinks = decide(make_episode(bullets, guest="Dr. Noor van Reed"))
    assert "about the show" in did.why
    assert "about the show" not in found.why + thinks.why
