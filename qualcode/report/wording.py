"""The fixed words of findings in Finnish and English, and how each language writes numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NBSP = "\u00a0"

_FI = {
    "table": "Taulukko", "figure": "Kuvio", "contents": "Sisällys", "theme": "Teema", "code": "Koodi", "subcode": "Alakoodi",
    "mentions": "Mainintoja", "interviews": "Haastatteluja", "share": "Osuus puheesta", "interview": "Haastattelu", "total": "Yhteensä",
    "turns": "Puheenvuoroja", "words": "Sanoja", "participant_words": "Haastateltavan sanoja", "questions": "Kysymyksiä",
    "definition": "Määritelmä", "include": "Ohje", "exclude": "Rajaus", "and": "ja", "example": "Ankkuriesimerkki", "missing": "ei tietoa",
    "all": "Koko teema", "question": "kysymys", "outside": "muu", "id": "Tunnus", "guide_question": "Kysymys",
    "caption_transcripts": "Haastattelut ja niiden laajuus",
    "caption_themes": "Teemojen maininnat, haastattelut ja osuus haastateltavien puheesta",
    "caption_subcodes": "Teeman {theme} alakoodit",
    "caption_interviews": "Teemojen maininnat haastatteluittain",
    "caption_attribute": "Teemojen maininnat taustatiedon mukaan: {attribute}",
    "caption_cooccurrence": "Teemojen yhteisesiintyminen",
    "caption_codebook": "Koodausrunko: {theme}",
    "caption_guide": "Haastattelurunko",
    "caption_bars": "Teemojen maininnat",
    "caption_heat": "Teemojen maininnat haastatteluittain",
    "note_units": "Luku on niiden {units} määrä, joissa teema tai jokin sen alakoodeista mainitaan (aineistossa {n} {units_part}).",
    "note_share": "n/N = haastattelut, joissa teema mainitaan / kaikki haastattelut. Osuus puheesta = mainintojen sanat haastateltavien kaikista sanoista ({words}).",
    "note_levels": "Sulkeissa haastattelujen määrä.",
    "note_cooccurrence": "Luku on niiden {units} määrä, joissa molemmat teemat mainitaan; lävistäjällä on teeman omien mainintojen määrä. Sarakkeen numero on teeman järjestysnumero.",
    "note_missing_guide": "Kysymyksiä = haastattelurungon kysymykset, jotka haastattelijan puheesta tunnistettiin.",
    "units_sentence": "virkkeiden", "units_turn": "puheenvuorojen", "units_answer": "vastausten",
    "one_sentence": "virke", "one_turn": "puheenvuoro", "one_answer": "vastaus",
    "part_sentence": "virkettä", "part_turn": "puheenvuoroa", "part_answer": "vastausta",
    "alt_bars": "Vaakapylväskuvio teemojen maininnoista: {values}.",
    "alt_heat": "Lämpökartta, jossa rivit ovat teemoja, sarakkeet haastatteluja ja luvut mainintoja. Eniten mainintoja: {top}.",
    "axis_mentions": "Mainintoja", "continues": "jatkuu",
}  # fmt: skip
_EN = {
    "table": "Table", "figure": "Figure", "contents": "Contents", "theme": "Theme", "code": "Code", "subcode": "Subcode",
    "mentions": "Mentions", "interviews": "Interviews", "share": "Share of speech", "interview": "Interview", "total": "Total",
    "turns": "Turns", "words": "Words", "participant_words": "Interviewee’s words", "questions": "Questions",
    "definition": "Definition", "include": "Include", "exclude": "Exclude", "and": "and", "example": "Anchor example", "missing": "not known",
    "all": "Whole theme", "question": "question", "outside": "other", "id": "ID", "guide_question": "Question",
    "caption_transcripts": "The interviews and their length",
    "caption_themes": "Themes by mentions, interviews and share of the interviewees’ speech",
    "caption_subcodes": "Subcodes of the theme {theme}",
    "caption_interviews": "Mentions of themes by interview",
    "caption_attribute": "Mentions of themes by background: {attribute}",
    "caption_cooccurrence": "Co-occurrence of themes",
    "caption_codebook": "Codebook: {theme}",
    "caption_guide": "Interview guide",
    "caption_bars": "Mentions of themes",
    "caption_heat": "Mentions of themes by interview",
    "note_units": "A cell is the number of {units} in which the theme or one of its subcodes is mentioned (of {n} {units_part} in the data).",
    "note_share": "n/N = interviews that mention the theme / all interviews. Share of speech = words of the mentions out of all the interviewees’ words ({words}).",
    "note_levels": "Number of interviews in parentheses.",
    "note_cooccurrence": "A cell is the number of {units} that mention both themes; the diagonal is the theme’s own mentions. A column’s number is the theme’s number.",
    "note_missing_guide": "Questions = questions of the interview guide that were recognised in the interviewer’s speech.",
    "units_sentence": "sentences", "units_turn": "turns", "units_answer": "answers",
    "one_sentence": "sentence", "one_turn": "turn", "one_answer": "answer",
    "part_sentence": "sentences", "part_turn": "turns", "part_answer": "answers",
    "alt_bars": "Bar chart of mentions by theme: {values}.",
    "alt_heat": "Heat map with themes as rows, interviews as columns and mentions as numbers. Most mentions: {top}.",
    "axis_mentions": "Mentions", "continues": "continued",
}  # fmt: skip
_WORDING: Mapping[str, Mapping[str, str]] = {"fi": _FI, "en": _EN}
LANGUAGES = tuple(_WORDING)


def words_in(language: str) -> Mapping[str, str]:
    """The fixed words by name; English for a language that has none."""
    return _WORDING.get(language, _EN)


def integer(value: float, language: str) -> str:
    """12345 as 12 345 in Finnish and 12,345 in English."""
    return f"{int(value):,}".replace(",", NBSP if language == "fi" else ",")


def percent(value: float, language: str) -> str:
    """0.125 as 12,5 % in Finnish and 12.5% in English."""
    return f"{value * 100:.1f}".replace(".", ",") + f"{NBSP}%" if language == "fi" else f"{value * 100:.1f}%"


def quoted(text: str, language: str) -> str:
    """The text in the language's quotation marks."""
    return f"”{text}”" if language == "fi" else f"“{text}”"


def joined(texts: Sequence[str], language: str) -> str:
    """The texts as a list within a sentence: a, b ja c."""
    *most, last = texts or [""]
    return f"{', '.join(most)} {words_in(language)['and']} {last}" if most else last
