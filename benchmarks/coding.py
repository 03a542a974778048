"""What coding costs beside spaCy's bare tokeniser, in one run: `python benchmarks/coding.py [WORDS] [fi|en]`.

The corpus is invented: interviews of 5,000 words whose 20,000 forms follow Zipf's law: stems, compounds of three,
endings. Of ten rules six are one lemma, one a beginning or compound part, one a phrase, one a phrase with a gap or an
`&` pair, one a regular expression, all drawn at random from compounds, a quarter of which the corpus knows. "Coding" is
everything from a transcript in memory to its units and codings; the readings of word forms are warm (found before) or
cold.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fuzz_readers import peak_megabytes

from qualcode.codebook import parse_rule
from qualcode.coding.coder import code_transcript, compile_rules
from qualcode.language import open_readings
from qualcode.language.store import ReadingStore
from qualcode.language.tokeniser import pipeline, tokenise
from qualcode.model import Code, Codebook, Text, Transcript, Turn

INTERVIEW = 5_000
STEMS = {
    "fi": "asiakas palaute tuki viestintä palaveri raportti hinta sopimus myynti tuote palvelu "
    "käyttö koulutus ongelma ratkaisu tiimi "
    "johtaja päätös budjetti luottamus suhde yhteys puhelu viesti kokous tarve toive muutos "
    "projekti järjestelmä tieto aika päivä "
    "viikko kuukausi vuosi talo kauppa katu auto".split(),
    "en": "customer feedback support message meeting report price contract sale product service "
    "usage training problem solution team "
    "manager decision budget trust relation contact call email need wish change project "
    "system data time day week month year house "
    "shop street car update".split(),
}
ENDINGS = {
    "fi": ["", "n", "ssa", "sta", "lla", "lta", "lle", "ksi", "na", "t", "kin", "nsa", "mme", "ko", "han"],
    "en": ["", "s", "ed", "ing", "er", "al", "ly", "ness", "ment", "able"],
}


def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """20,000 forms with Zipf's weights, cumulated."""
    chance = random.Random(1)
    forms = [
        base + chance.choice(ENDINGS[language])
        for base in (*STEMS[language] * 10, *compounds(language)[:10_000])
        for _ in "12"
    ][:20_000]
    chance.shuffle(forms)
    total, weights = 0.0, []
    for rank in range(len(forms)):
        total += 1 / (rank + 2.7)
        weights.append(total)
    return forms, weights


def compounds(language: str) -> list[str]:
    """40,000 compounds of three stems, in an order of chance."""
    stems, chance = STEMS[language], random.Random(4)
    return ["".join(chance.choices(stems, k=3)) for _ in range(40_000)]


def interviews(language: str, words: int) -> Iterator[Transcript]:
    """Transcripts of 5,000 words: a short question, an answer of 30 to 140 words, sentences of 5 to 15 words."""
    forms, weights = vocabulary(language)
    for number in range(words // INTERVIEW):
        chance, text, turns, said = random.Random(number), "", [], 0
        while said < INTERVIEW:
            asks = len(turns) % 2 == 0
            spoken = chance.choices(
                forms, cum_weights=weights, k=chance.randint(6, 14) if asks else chance.randint(30, 140)
            )
            speech = " ".join(_sentences(spoken, chance))
            role = "interviewer" if asks else "participant"
            turns.append(Turn(len(turns) + 1, role, role, None, len(text), len(text) + len(speech)))
            text, said = text + speech + "\n\n", said + len(spoken)
        yield Transcript(f"i{number}", Path("i"), "txt", language, text, tuple(turns))


def _sentences(words: list[str], chance: random.Random) -> Iterator[str]:
    while words:
        size = chance.randint(5, 15)
        yield " ".join(words[:size]).capitalize() + "."
        words = words[size:]


def rules(language: str, count: int) -> Codebook:
    """A codebook of so many rules, ten a code."""
    chance, known = random.Random(2), compounds(language)

    def lemma() -> str:
        return chance.choice(known)

    kinds = [lemma] * 6 + [
        lambda: f"{lemma()}*" if chance.random() < 0.5 else f"~{lemma()}",
        lambda: f"{lemma()} {lemma()}",
        lambda: f"{lemma()} ... {lemma()}" if chance.random() < 0.5 else f"{lemma()} & {lemma()}",
        lambda: f"/{lemma()}\\w* \\w+/",
    ]
    lines = [kinds[number % 10]() for number in range(count)]
    groups = [lines[at : at + 10] for at in range(0, count, 10)]
    codes = tuple(
        Code(f"c{n}", Text(), rules={language: tuple(map(parse_rule, group))}) for n, group in enumerate(groups)
    )
    return Codebook("benchmark", Text(), codes)


def bare(language: str, corpus: list[Transcript]) -> float:
    """Seconds for spaCy's tokeniser alone, turn by turn."""
    nlp, began = pipeline(language), time.perf_counter()
    for transcript in corpus:
        for turn in transcript.turns:
            nlp.make_doc(transcript.turn_text(turn))
    return time.perf_counter() - began


def coded(corpus: list[Transcript], book: Codebook, language: str, store: ReadingStore) -> tuple[float, int]:
    """Seconds for the whole coding, and the number of codings."""
    matcher, began = compile_rules(book, language, store), time.perf_counter()
    found = sum(len(code_transcript(transcript, tokenise(transcript), matcher).codings) for transcript in corpus)
    return time.perf_counter() - began, found


def main() -> None:
    """Three runs for 40, 400 and 4,000 rules; then the peak memory and time of one and ten times the words."""
    words = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for language in sys.argv[2:] or ("fi", "en"):
        corpus = list(interviews(language, min(words, 200_000)))
        size = len(corpus) * INTERVIEW
        for count in (40, 400, 4_000):
            book, store = rules(language, count), open_readings(language, None)
            cold, found = coded(corpus, book, language, store)
            print(
                f"{language} {count:>5} rules, {size} words, {found * 1000 / size:.0f} codings a thousand "
                f"words; cold {cold:.2f} s"
            )
            for _ in range(3):
                plain, (warm, _) = bare(language, corpus), coded(corpus, book, language, store)
                print(f"      bare tokeniser {plain:.3f} s   coding, warm {warm:.3f} s   ratio {warm / plain:.2f}")
        book = rules(language, 40)
        for total in (words, 10 * words):
            matcher, spent = compile_rules(book, language, store), 0.0
            for transcript in interviews(language, total):
                began = time.perf_counter()
                code_transcript(transcript, tokenise(transcript), matcher)
                spent += time.perf_counter() - began
            print(f"{language} {total:>9} words: {spent:.2f} s, peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
