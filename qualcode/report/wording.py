"""The fixed words of findings in Finnish and English, and how each language writes numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qualcode.report.numbers import integer

_FI = {
    "table": "Taulukko", "figure": "Kuvio", "appendix": "Liite", "contents": "Sisällys", "theme": "Teema", "code": "Koodi", "subcode": "Alakoodi",
    "mentions": "Mainintoja", "interviews": "Haastatteluja", "share": "Osuus puheesta", "interview": "Haastattelu", "total": "Yhteensä",
    "turns": "Puheenvuoroja", "words": "Sanoja", "participant_words": "Haastateltavan sanoja", "questions": "Kysymyksiä",
    "definition": "Määritelmä", "include": "Ohje", "exclude": "Rajaus", "and": "ja", "example": "Ankkuriesimerkki", "missing": "ei tietoa",
    "all": "Koko teema", "question": "kysymys", "outside": "muu", "id": "Tunnus", "guide_question": "Kysymys",
    "caption_transcripts": "Haastattelut ja niiden laajuus", "caption_participants": "Haastateltavat", "interviewee": "Haastateltava",
    "minutes": "Kesto (min)", "range": "Vaihteluväli", "note_participants": "Kesto on laskettu litteraattien aikaleimoista (– = aikaleimoja ei ole), sanat haastateltavan puheesta.",
    "caption_themes": "Teemojen maininnat, haastattelut ja osuus haastateltavien puheesta",
    "caption_subcodes": "{theme_of} alakoodit",
    "caption_interviews": "Teemojen maininnat haastatteluittain",
    "caption_attribute": "Teemojen maininnat taustatiedon mukaan: {attribute}",
    "caption_cooccurrence": "Teemojen yhteisesiintyminen",
    "caption_codebook": "Koodausrunko: {theme}", "caption_whole_codebook": "Koodausrunko", "theme_and_code": "Teema ja koodi",
    "caption_rules": "Koodien soveltaminen: ohjeet, rajaukset ja säännöt", "rules": "Säännöt",
    "caption_guide": "Haastattelurunko",
    "caption_bars": "Teemojen maininnat",
    "caption_heat": "Teemojen maininnat haastatteluittain",
    "caption_groups": "Teemojen maininnat 1 000 sanaa kohden: {attribute}", "axis_rate": "Mainintoja 1 000 sanaa kohden",
    "caption_time": "Teemojen maininnat 1 000 sanaa kohden vuosineljänneksittäin", "undated": "{caption}; ilman päivää olevia haastatteluja on {n}, ja ne puuttuvat", "caption_most": "Yleisimpien teemojen maininnat 1 000 sanaa kohden vuosineljänneksittäin", "axis_words": "Haastattelun kulku (% sanoista)",
    "caption_timeline": "Teemat haastattelun {interview} kuluessa",
    "caption_theme": "{theme}: maininnat haastatteluittain", "alt_theme": "Vaakapylväskuvio teeman {theme} maininnoista haastatteluittain: {values}.",
    "slide_theme": "{units} mainintaa · {interviews}/{of} haastattelua · {share} puheesta",
    "alt_groups": "Pistekuvio, jossa rivit ovat teemoja ja merkit ryhmiä. Kauimpana toisistaan ryhmät ovat teemassa {said}.",
    "alt_time": "Viivakuvio teemojen maininnoista vuosineljänneksittäin, {first}–{last}. Alussa ja lopussa: {said}.",
    "alt_timeline": "Janakuvio haastattelusta {interview}: rivit ovat teemoja, palkit mainintoja alusta loppuun. Mainintoja: {said}.",
    "caption_framework": "Haastattelut teemoittain", "note_framework": "Solussa on tutkijan tiivistelmä tai, jos sitä ei ole, edustava ote.",
    "caption_uncoded": "Satunnaisesti poimittuja yksiköitä, joilla ei ole koodia", "text": "Teksti", "place": "Paikka",
    "profile": "Haastattelu {interview}", "background_of": "Tausta", "value": "Tieto",
    "caption_profile": "Haastattelun {interview} tiedot",
    "note_units": "Luku on niiden {units} määrä, joissa teema tai jokin sen alakoodeista mainitaan (aineistossa {n} {units_part}).",
    "note_share": "Haastatteluja = haastattelut, joissa teema mainitaan / kaikki haastattelut. Osuus puheesta = mainintojen sanojen osuus haastateltavien kaikista sanoista ({words}). Teemat ovat koodausrungon järjestyksessä.",
    "note_subcodes": "Koko teema sisältää myös maininnat, joita ei ole eritelty alakoodeihin; samassa yksikössä voi olla useita alakoodeja.",
    "note_relations_from": "Mukana ovat parit, jotka mainitaan yhdessä vähintään {least} yksikössä.",
    "note_levels": "Suluissa haastattelujen määrä.",
    "note_levels_participants": "Suluissa haastateltavien määrä.",
    "note_cooccurrence": "Luku on niiden {units} määrä, joissa molemmat teemat mainitaan; lävistäjällä on teeman omien mainintojen määrä. Sarakkeen numero on teeman järjestysnumero.",
    "note_missing_guide": "Kysymyksiä = haastattelurungon kysymykset, jotka haastattelijan puheesta tunnistettiin.",
    "units_sentence": "virkkeiden", "units_turn": "puheenvuorojen", "units_answer": "vastausten",
    "one_sentence": "virke", "one_turn": "puheenvuoro", "one_answer": "vastaus",
    "in_sentence": "virkkeessä", "in_turn": "puheenvuorossa", "in_answer": "vastauksessa",
    "part_sentence": "virkettä", "part_turn": "puheenvuoroa", "part_answer": "vastausta",
    "alt_bars": "Vaakapylväskuvio teemojen maininnoista: {values}.",
    "alt_heat": "Lämpökartta, jossa rivit ovat teemoja, sarakkeet haastatteluja ja luvut mainintoja. Eniten mainintoja: {top}.",
    "axis_mentions": "Mainintoja", "continues": "jatkuu",
    "axis_interviews": "Haastattelujen määrä", "axis_codes": "Eri koodeja", "line_seen": "Aineiston järjestys",
    "line_mean": "Satunnaisten järjestysten keskiarvo", "line_band": "90 %:n väli",
    "speaker": "Puhuja", "role": "Rooli", "words_a_turn": "Sanoja/vuoro", "share_words": "Osuus sanoista",
    "name_removed": "nimi poistettu",
    "participant": "haastateltava", "interviewer": "haastattelija", "other": "muu",
    "not_asked": "Ei tunnistettu", "mean_words": "Keskimäärin", "shortest": "Lyhin", "longest": "Pisin", "answered": "Haastatteluja",
    "first_theme": "Teema", "second_theme": "Toinen teema", "both": "Molemmat",
    "codes": "Koodeja", "new": "Uusia", "cumulative": "Yhteensä", "mean": "Keskiarvo", "band": "90 %:n väli", "new_information": "Uusi tieto",
    "attribute": "Taustatieto", "with": "Mainitaan", "without": "Ei mainita", "difference": "Erotus",
    "note": "Huomautus", "v_interval": "95 %:n luottamusväli",
    "lowest": "Alin", "median": "Mediaani", "highest": "Ylin",
    "original": "Alkuperäisilmaus", "reduced": "Pelkistetty ilmaus", "subcategory": "Alaluokka", "category": "Yläluokka",
    "kind": "Laji", "what": "Kohde", "change": "Muutos", "before": "Ennen", "after": "Nyt", "explanation": "Selitys",
    "caption_speakers": "Puhujat ja heidän osuutensa puheesta",
    "caption_answers": "Vastausten pituus haastattelukysymyksittäin",
    "caption_questions": "Teemojen maininnat haastattelukysymyksittäin",
    "caption_quarters": "Teemojen maininnat haastattelun neljänneksittäin",
    "caption_path": "{code}: tasot haastattelun neljänneksittäin",
    "caption_levels": "{code}: tasot haastatteluittain",
    "caption_relations": "Yhdessä mainitut teemaparit",
    "caption_network": "Samassa {in_unit} mainitut teemat",
    "caption_saturation": "Uudet koodit haastatteluittain",
    "caption_growth": "Eri koodien määrä haastattelujen karttuessa",
    "caption_joint": "Numeeriset taustatiedot haastatteluissa, joissa teema mainitaan, ja muissa",
    "caption_joint_participants": "Numeeriset taustatiedot: haastateltavat, jotka mainitsevat teeman, ja muut",
    "caption_association": "Teeman maininta ja {attribute}: riippumattomuustestit",
    "caption_abstraction": "Aineiston abstrahointi: {theme}", "caption_whole_abstraction": "Aineiston abstrahointi", "turn": "vuoro",
    "caption_changes": "Muutokset edelliseen ajoon verrattuna",
    "note_answers": "Sanamäärät ovat haastateltavien sanoja. Haastatteluja = haastattelut, joissa kysymys tunnistettiin; muut ovat sarakkeessa Ei tunnistettu.",
    "note_questions": "Sarakkeet ovat haastattelurungon kysymyksiä; – = puhe, joka ei vastaa mihinkään niistä.",
    "note_quarters": "Neljännekset on laskettu haastateltavien sanoista: 1/4 on haastattelun alku ja 4/4 sen loppu.",
    "note_levels_code": "Yksikkö, jossa on useita tasoja, lasketaan jokaiseen; mediaani on kahdesta keskimmäisestä alempi.",
    "note_relations": "Jaccard = yksiköt, joissa mainitaan molemmat / yksiköt, joissa mainitaan ainakin toinen niistä. Lift = kuinka moninkertainen yhteisten mainintojen määrä on sattumalta odotettavaan verrattuna.",
    "note_saturation": "Keskiarvo ja 90 %:n väli on laskettu haastattelujen {shuffles} satunnaisesta järjestyksestä.",
    "note_ratio": "Uusi tieto = kahden peräkkäisen haastattelun uudet koodit suhteessa neljän ensimmäisen haastattelun koodeihin (Guest, Namey & Chen 2020).",
    "note_joint": "n = haastattelujen määrä; keskiarvo, suluissa keskihajonta; erotus = niiden haastattelujen keskiarvo, joissa teema mainitaan, miinus muiden. Teemat, jotka mainitaan kaikissa haastatteluissa tai ei missään, jäävät pois, koska vertailtavaa ei ole.",
    "note_joint_participants": "n = haastateltavien määrä, koska saman haastattelun haastateltavilla on eri arvoja; keskiarvo, suluissa keskihajonta; erotus = teeman mainitsevien keskiarvo miinus muiden. Teemat, jotka kaikki mainitsevat tai joita kukaan ei mainitse, jäävät pois, koska vertailtavaa ei ole.",
    "note_association": "Havaintoyksikkönä on haastattelu. V = Cramérin V. Luvut kuvaavat näitä haastatteluja; p-arvo esitetään vain, kun aineisto siihen riittää. Teemat, jotka mainitaan kaikissa haastatteluissa tai ei missään, ja haastattelut, joilta taustatieto puuttuu, jäävät pois.",
    "note_association_participants": "Havaintoyksikkönä on haastateltava, koska saman haastattelun haastateltavat ovat eri ryhmissä. V = Cramérin V. Luvut kuvaavat näitä haastateltavia; saman haastattelun haastateltavat eivät ole toisistaan riippumattomia, joten p-arvoja ei esitetä. Teemat, jotka kaikki mainitsevat tai joita kukaan ei mainitse, ja haastateltavat, joilta taustatieto puuttuu, jäävät pois.",
    "note_abstraction": "Yhdistävä luokka: {title}. Pelkistetyt ilmaukset ovat tutkijan kirjoittamia.",
    "page_title": "Haastattelut ja koodit", "page_skip": "Siirry haastatteluihin", "page_codes": "Koodit", "page_all": "Kaikki",
    "page_no_codes": "Ei mitään", "page_next": "Seuraava", "page_previous": "Edellinen", "page_close": "Sulje luettelo",
    "page_keys": "Näppäimet: n seuraava, p edellinen, a kaikki koodit, o ei mitään. Luku koodin perässä avaa sen maininnat.",
    "page_none": "Valittuja koodeja ei ole haastatteluissa.", "page_list": "Maininnat", "page_negated": "kielteinen", "page_yes": "kyllä",
    "page_no": "ei", "page_quarter": "neljännes", "page_interviews": "Haastattelut", "page_all_interviews": "← kaikki haastattelut", "page_show": "näytä maininnat", "page_unknown": "Ei löydy",
    "note_word": "", "no_rows": "{caption}: ei esitettävää.",
    "note_columns": "Sarakkeet: {names}.",
    "all_mentions": "Kaikki maininnat haastatteluissa: {label} ({n})",
    "alt_growth": "Viivakuvio eri koodien määrästä: {values}.",
    "from_sentence": "virkkeestä", "from_turn": "puheenvuorosta", "from_answer": "vastauksesta",
    "v_rules": "Säännöt", "v_hits": "Oikein", "v_false_hits": "Väärin", "v_misses": "Ohi",
    "v_precision": "Tarkkuus", "v_recall": "Saanti", "v_f1": "F1", "v_overall": "Kaikki koodit", "v_both": "Molemmat", "v_neither": "Ei kumpikaan",
    "v_only": "vain ", "v_percent": "Samoin", "v_alpha": "α [95 %:n väli]",
    "caption_validity": "Sääntöjen tarkkuus ja saanti",
    "caption_agreement": "Koodaajien yhtäpitävyys teemoittain",
    "note_validity": "Säännöt = sääntöjen koodaamien {units} määrä koko aineistossa (kaikki koodit: yksikkö × koodi -parit, kukin koodi erikseen); oikein, väärin ja ohi (huomaamatta jääneet) = otoksessa. Hakasulkeissa 95 %:n väli. Luvut on painotettu koko aineistoon. Jos otoksessa ei ole yhtään ohi jäänyttä, saanti on liian suuri: katso sen väliä. – = otoksesta ei voi sanoa.",
    "note_agreement": "Luvut ovat yksiköitä, jotka molemmat kävivät läpi. Samoin = yhtäpitävien ratkaisujen osuus; κ = Cohenin kappa; α = Krippendorffin alfa, jonka väli on laskettu haastatteluja (yhden haastattelun yksiköitä) uudelleen poimien; muutamasta haastattelusta se on karkea. Kaikki koodit = yksikkö × koodi -parit. – = ei määritelty.",
    "alt_network": "Verkkokuvio yhdessä mainituista teemoista: {values}.",
    "alt_quarters": "Lämpökartta, jossa rivit ovat teemoja, sarakkeet haastattelun neljänneksiä ja luvut mainintoja. Eniten mainintoja: {top}.",
}  # fmt: skip
_EN = {
    "table": "Table", "figure": "Figure", "appendix": "Appendix", "contents": "Contents", "theme": "Theme", "code": "Code", "subcode": "Subcode",
    "mentions": "Mentions", "interviews": "Interviews", "share": "Share of speech", "interview": "Interview", "total": "Total",
    "turns": "Turns", "words": "Words", "participant_words": "Interviewee’s words", "questions": "Questions",
    "definition": "Definition", "include": "Include", "exclude": "Exclude", "and": "and", "example": "Anchor example", "missing": "not known",
    "all": "Whole theme", "question": "question", "outside": "other", "id": "ID", "guide_question": "Question",
    "caption_transcripts": "The interviews and their length", "caption_participants": "The participants", "interviewee": "Participant",
    "minutes": "Minutes", "range": "Range", "note_participants": "Minutes are taken from the times in the transcripts (– = there are none), words from the participant’s speech.",
    "caption_themes": "Themes by mentions, interviews and share of the interviewees’ speech",
    "caption_subcodes": "Subcodes of {theme_of}",
    "caption_interviews": "Mentions of themes by interview",
    "caption_attribute": "Mentions of themes by background: {attribute}",
    "caption_cooccurrence": "Co-occurrence of themes",
    "caption_codebook": "Codebook: {theme}", "caption_whole_codebook": "Codebook", "theme_and_code": "Theme and code",
    "caption_rules": "How the codes are applied: inclusions, exclusions and rules", "rules": "Rules",
    "caption_guide": "Interview guide",
    "caption_bars": "Mentions of themes",
    "caption_heat": "Mentions of themes by interview",
    "caption_groups": "Mentions of themes per 1,000 words: {attribute}", "axis_rate": "Mentions per 1,000 words",
    "caption_time": "Mentions of themes per 1,000 words by quarter of the year", "undated": "{caption}; interviews without a date, {n} in all, are left out", "caption_most": "Mentions of the most frequent themes per 1,000 words by quarter of the year", "axis_words": "Course of the interview (% of words)",
    "caption_timeline": "Themes in the course of interview {interview}",
    "caption_theme": "{theme}: mentions by interview", "alt_theme": "Bar chart of mentions of {theme} by interview: {values}.",
    "slide_theme": "{units} mentions · {interviews}/{of} interviews · {share} of speech",
    "alt_groups": "Dot chart with themes as rows and groups as marks. The groups lie farthest apart in {said}.",
    "alt_time": "Line chart of mentions by quarter of the year, {first} to {last}. First and last: {said}.",
    "alt_timeline": "Timeline of interview {interview}: rows are themes, bars are mentions from beginning to end. Mentions: {said}.",
    "caption_framework": "Interviews by theme", "note_framework": "A cell is the researcher’s summary or, where there is none, a telling quote.",
    "caption_uncoded": "Units without a code, drawn at random", "text": "Text", "place": "Place",
    "profile": "Interview {interview}", "background_of": "Background", "value": "Value",
    "caption_profile": "Facts of interview {interview}",
    "note_units": "A cell is the number of {units} in which the theme or one of its subcodes is mentioned (of {n} {units_part} in the data).",
    "note_share": "Interviews = those that mention the theme / all. Themes stand in the order of the codebook. Share of speech = words of the mentions out of all the interviewees’ words ({words}).",
    "note_subcodes": "The whole theme includes mentions that no subcode tells apart; a unit may carry several subcodes.",
    "note_relations_from": "Pairs that are mentioned together in at least {least} units.",
    "note_levels": "Number of interviews in parentheses.",
    "note_levels_participants": "Number of participants in parentheses.",
    "note_cooccurrence": "A cell is the number of {units} that mention both themes; the diagonal is the theme’s own mentions. A column’s number is the theme’s number.",
    "note_missing_guide": "Questions = questions of the interview guide that were recognised in the interviewer’s speech.",
    "units_sentence": "sentences", "units_turn": "turns", "units_answer": "answers",
    "one_sentence": "sentence", "one_turn": "turn", "one_answer": "answer",
    "in_sentence": "sentence", "in_turn": "turn", "in_answer": "answer",
    "part_sentence": "sentences", "part_turn": "turns", "part_answer": "answers",
    "alt_bars": "Bar chart of mentions by theme: {values}.",
    "alt_heat": "Heat map with themes as rows, interviews as columns and mentions as numbers. Most mentions: {top}.",
    "axis_mentions": "Mentions", "continues": "continued",
    "axis_interviews": "Number of interviews", "axis_codes": "Different codes", "line_seen": "Order of the data",
    "line_mean": "Mean of random orders", "line_band": "90% band",
    "speaker": "Speaker", "role": "Role", "words_a_turn": "Words per turn", "share_words": "Share of words",
    "name_removed": "name removed",
    "participant": "interviewee", "interviewer": "interviewer", "other": "other",
    "not_asked": "Not recognised", "mean_words": "Mean words", "shortest": "Shortest", "longest": "Longest", "answered": "Interviews",
    "first_theme": "Theme", "second_theme": "Other theme", "both": "Both",
    "codes": "Codes", "new": "New", "cumulative": "In all", "mean": "Mean", "band": "90% band", "new_information": "New information",
    "attribute": "Attribute", "with": "Mention it", "without": "Do not", "difference": "Difference",
    "note": "Note", "v_interval": "95% CI",
    "lowest": "Lowest", "median": "Median", "highest": "Highest",
    "original": "Original expression", "reduced": "Reduced expression", "subcategory": "Subcategory", "category": "Category",
    "kind": "Kind", "what": "What", "change": "Change", "before": "Before", "after": "Now", "explanation": "Explanation",
    "caption_speakers": "Speakers and their share of the speech",
    "caption_answers": "Length of answers by interview question",
    "caption_questions": "Mentions of themes by interview question",
    "caption_quarters": "Mentions of themes by quarter of the interview",
    "caption_path": "{code}: levels by quarter of the interview",
    "caption_levels": "{code}: levels by interview",
    "caption_relations": "Pairs of themes mentioned together",
    "caption_network": "Themes mentioned in the same {in_unit}",
    "caption_saturation": "New codes by interview",
    "caption_growth": "Number of different codes as interviews accumulate",
    "caption_joint": "Numeric attributes of interviews that mention a theme and of those that do not",
    "caption_joint_participants": "Numeric attributes of participants who mention a theme and of those who do not",
    "caption_association": "Mention of a theme and {attribute}: tests of association",
    "caption_abstraction": "Abstraction of the data: {theme}", "caption_whole_abstraction": "Abstraction of the data", "turn": "turn",
    "caption_changes": "Changes since the last run",
    "note_answers": "Words are the interviewees’ words. Interviews = those in which the question was recognised; the others are under Not recognised.",
    "note_questions": "Columns are the questions of the interview guide; – = speech that answers none of them.",
    "note_quarters": "Quarters are of the interviewees’ words: 1/4 is the beginning of the interview and 4/4 its end.",
    "note_levels_code": "A unit with several levels counts at each; the median is the lower of the two in the middle.",
    "note_relations": "Jaccard = units that mention both / units that mention either. Lift = how many times as often the themes are mentioned together as chance would have it.",
    "note_saturation": "The mean and the 90% band are over {shuffles} random orders of the interviews.",
    "note_ratio": "New information = new codes in two consecutive interviews relative to the codes of the first four (Guest, Namey & Chen, 2020).",
    "note_joint": "n = number of interviews; mean, standard deviation in parentheses; difference = the mean of those that mention the theme minus that of the others. Themes mentioned in every interview or in none are left out: there is nothing to compare.",
    "note_joint_participants": "n = number of participants, because those of one interview have different values; mean, standard deviation in parentheses; difference = the mean of those who mention the theme minus that of the others. Themes that everyone or no one mentions are left out: there is nothing to compare.",
    "note_association": "The unit of the test is the interview. V = Cramér’s V. The numbers describe these interviews; p is shown only where the data suffice. Themes mentioned in every interview or in none, and interviews without the attribute, are left out.",
    "note_association_participants": "The unit of the test is the participant, because those of one interview are in different groups. V = Cramér’s V. The numbers describe these participants; those of one interview are not independent, so no p is shown. Themes that everyone or no one mentions, and participants without the attribute, are left out.",
    "note_abstraction": "Unifying class: {title}. Reduced expressions are written by the researcher.",
    "page_title": "Interviews and codes", "page_skip": "Skip to the interviews", "page_codes": "Codes", "page_all": "All",
    "page_no_codes": "None", "page_next": "Next", "page_previous": "Previous", "page_close": "Close the list",
    "page_keys": "Keys: n next, p previous, a all codes, o none. The number after a code lists its mentions.",
    "page_none": "The interviews have none of the chosen codes.", "page_list": "Mentions", "page_negated": "negated", "page_yes": "yes",
    "page_no": "no", "page_quarter": "quarter", "page_interviews": "Interviews", "page_all_interviews": "← all interviews", "page_show": "list the mentions", "page_unknown": "Not found",
    "note_word": "Note.", "no_rows": "{caption}: nothing to show.",
    "note_columns": "Columns: {names}.",
    "all_mentions": "All mentions in the interviews: {label} ({n})",
    "alt_growth": "Line chart of the number of different codes: {values}.",
    "from_sentence": "sentences", "from_turn": "turns", "from_answer": "answers",
    "v_rules": "Rules", "v_hits": "Right", "v_false_hits": "Wrong", "v_misses": "Missed",
    "v_precision": "Precision", "v_recall": "Recall", "v_f1": "F1", "v_overall": "All codes", "v_both": "Both", "v_neither": "Neither",
    "v_only": "only ", "v_percent": "Alike", "v_alpha": "α [95% interval]",
    "caption_validity": "Precision and recall of the rules",
    "caption_agreement": "Agreement of the coders by theme",
    "note_validity": "Rules = number of {units} that the rules coded in the whole study (all codes: pairs of unit and code, each code alone); right, wrong and missed = in the sample. 95% intervals in brackets. Numbers are weighted to the whole study. With no miss in the sample recall is too high: read its interval. – = the sample cannot tell.",
    "note_agreement": "Numbers are units that both went through. Alike = share of decisions that agree; κ = Cohen’s kappa; α = Krippendorff’s alpha, its interval from drawing interviews (of one interview its units) again; of a few interviews it is rough. All codes = pairs of unit and code. – = undefined.",
    "alt_network": "Network of themes mentioned together: {values}.",
    "alt_quarters": "Heat map with themes as rows, quarters of the interview as columns and mentions as numbers. Most mentions: {top}.",
}  # fmt: skip
# The columns of tables of their own in Finnish (in English a column is called by its name), and what the tables are
# called.
COLUMNS_FI: Mapping[str, str] = {
    "minutes": "Kesto (min)", "before_1000": "Ennen / 1 000 sanaa", "after_1000": "Nyt / 1 000 sanaa",
    "before_interview": "Ennen / haastattelu", "after_interview": "Nyt / haastattelu",
    "code": "Koodi", "theme": "Teema", "label": "Nimi", "level": "Taso", "units": "Mainintoja", "codings": "Koodauksia",
    "transcripts": "Haastatteluja", "participants": "Haastateltavia", "words": "Sanoja", "share": "Osuus puheesta", "total": "Yhteensä",
    "transcript": "Haastattelu", "speaker": "Puhuja", "role": "Rooli", "question": "Kysymys", "turn": "Puheenvuoro", "unit": "Yksikkö",
    "quote": "Ote", "hits": "Osumat", "start": "Alku", "end": "Loppu", "rule": "Sääntö", "lemma": "Perusmuoto", "coder": "Koodaaja",
    "left": "Edeltävä", "match": "Osuma", "right": "Seuraava", "text": "Puhe", "file": "Tiedosto", "format": "Muoto", "language": "Kieli",
    "speakers": "Puhujia", "turns": "Puheenvuoroja", "participant_turns": "Haastateltavan puheenvuoroja", "warnings": "Huomautuksia",
    "participant_words": "Haastateltavan sanoja", "questions_asked": "Kysymyksiä", "start_time": "Alkuaika", "end_time": "Loppuaika",
    "not_asked": "Ei tunnistettu", "mean_words": "Sanoja keskimäärin", "shortest": "Lyhin", "longest": "Pisin", "words_a_turn": "Sanoja/puheenvuoro",
    "order": "Järjestys", "codes": "Koodeja", "new": "Uusia", "cumulative": "Kertynyt", "mean": "Keskiarvo", "low": "Alaraja", "high": "Yläraja",
    "run_new": "Uusia jaksossa", "ratio": "Uusi tieto", "saturated": "Kylläinen", "attribute": "Taustatieto", "n_with": "n (maininneet)",
    "mean_with": "Keskiarvo (maininneet)", "sd_with": "Keskihajonta (maininneet)", "n_without": "n (muut)", "mean_without": "Keskiarvo (muut)",
    "sd_without": "Keskihajonta (muut)", "difference": "Erotus", "n": "n", "chi2": "χ²", "df": "df", "p": "p", "fisher": "Fisherin p", "v": "V",
    "v_low": "V, alaraja", "v_high": "V, yläraja", "smallest_expected": "Pienin odotettu", "note": "Huomautus", "other": "Toinen koodi",
    "both": "Molemmat", "code_alone": "Vain koodi", "other_alone": "Vain toinen", "jaccard": "Jaccard", "lift": "Lift", "lowest": "Alin",
    "median": "Mediaani", "highest": "Ylin", "original": "Alkuperäisilmaus", "reduced": "Pelkistetty ilmaus", "subcategory": "Alaluokka",
    "category": "Yläluokka", "unifying": "Yhdistävä luokka", "kind": "Laji", "what": "Kohde", "change": "Muutos", "before": "Ennen",
    "after": "Nyt", "explanation": "Selitys", "negated": "Kielteinen", "quarter": "Neljännes",
    "rules": "Sääntöjen koodaamia", "false_hits": "Vääriä osumia", "misses": "Huomaamatta", "precision": "Tarkkuus", "recall": "Saanti", "f1": "F1",
    "precision_low": "Tarkkuus, alaraja", "precision_high": "Tarkkuus, yläraja", "recall_low": "Saanti, alaraja", "recall_high": "Saanti, yläraja",
    "true_units": "Todellisuudessa (arvio)", "true_low": "Todellisuudessa, alaraja", "true_high": "Todellisuudessa, yläraja",
    "f1_low": "F1, alaraja", "f1_high": "F1, yläraja", "coefficient": "Kerroin", "value": "Arvo", "coders": "Koodaajia", "neither": "Ei kumpikaan",
    "all": "Kaikki", "some": "Osa", "none": "Ei kukaan", "percent": "Samoin", "alpha_low": "α, alaraja", "alpha_high": "α, yläraja", "kappa": "κ", "ac1": "AC1", "alpha": "α", "overlap": "Päällekkäisyys",
    "found": "Löydetty",
}  # fmt: skip
CAPTIONS: Mapping[str, Mapping[str, str]] = {
    "fi": {
        "counts": "Koodien maininnat", "crosstab": "Ristiintaulukointi", "cooccurrence": "Koodien yhteisesiintyminen", "quotes": "Otteet",
        "codings": "Koodaukset", "kwic": "Konkordanssi", "transcripts": "Haastattelut", "turns": "Puheenvuorot", "questions": "Kysymykset",
        "speakers": "Puhujat", "answers": "Vastausten pituus", "saturation": "Kylläisyys", "joint": "Numeeriset taustatiedot ja maininnat",
        "association": "Riippumattomuustestit", "relations": "Koodiparit", "residuals": "Sovitetut standardoidut jäännökset", "levels": "Järjestetyn koodin tasot", "abstraction": "Abstrahointi",
        "diff": "Muutokset", "validity": "Sääntöjen tarkkuus ja saanti", "mistakes": "Sääntöjen virheet", "agreement": "Koodaajien yhtäpitävyys",
        "disagreements": "Koodaajien erimielisyydet", "lost": "Paikkansa menettäneet koodaukset",
        "units": "Koodausyksiköt", "matrix": "Haastattelut ja koodit", "framework": "Haastattelut teemoittain",
    },
    "en": {
        "counts": "Mentions of codes", "crosstab": "Cross-tabulation", "cooccurrence": "Co-occurrence of codes", "quotes": "Quotes",
        "codings": "Codings", "kwic": "Concordance", "transcripts": "Interviews", "turns": "Turns", "questions": "Questions",
        "speakers": "Speakers", "answers": "Length of answers", "saturation": "Saturation", "joint": "Numeric attributes and mentions",
        "association": "Tests of association", "relations": "Pairs of codes", "residuals": "Adjusted standardised residuals", "levels": "Levels of an ordered code",
        "abstraction": "Abstraction", "diff": "Changes", "validity": "Precision and recall of the rules", "mistakes": "Mistakes of the rules",
        "agreement": "Agreement of the coders", "disagreements": "Disagreements of the coders", "lost": "Codings that lost their place",
        "units": "Coding units", "matrix": "Interviews and codes", "framework": "Interviews by theme",
    },
}  # fmt: skip
_WORDING: Mapping[str, Mapping[str, str]] = {"fi": _FI, "en": _EN}
_LEFT_OUT = {  # what was not read as speech, by the reason that the account of a file gives
    "a comment": ("kommentteja", "comments"),
    "deleted text (a tracked change)": ("poistettua tekstiä", "deleted text"),
    "a footnote or endnote": ("ala- tai loppuviitteitä", "footnotes or endnotes"),
    "a text box or shape": ("tekstikehyksiä", "text boxes"),
    "a column of a table that is no speech": ("taulukon muita sarakkeita", "other columns of a table"),
    "an alternative reading": ("vaihtoehtoisia tulkintoja", "alternative readings"),
    "a tier that depends on another one": ("muista riveistä riippuvia rivejä", "tiers that depend on others"),
    "another sheet of the workbook": ("muita taulukkosivuja", "other sheets of the workbook"),
    "hidden text": ("piilotettua tekstiä", "hidden text"),
    "a field that is no speech": ("tiedoston muita kenttiä", "other fields of the file"),
}


def left_out_in(reason: str, language: str) -> str:
    """A reason for which words were left out of a transcript, as findings in a language say it."""
    return _LEFT_OUT.get(reason, ("muuta tekstiä", "other text"))[language != "fi"]


LANGUAGES = tuple(_WORDING)


def words_in(language: str) -> Mapping[str, str]:
    """The fixed words by name; English for a language that has none."""
    return _WORDING.get(language, _EN)


def quoted(text: str, language: str) -> str:
    """The text in the language's quotation marks; quotations in it get single ones."""
    inner = re.sub(r'["“”]([^"“”]*)["“”]', r"’\1’" if language == "fi" else r"‘\1’", text)
    return f"”{inner}”" if language == "fi" else f"“{inner}”"


_NUMBERS = {
    "fi": {
        "": "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
        "in": "nollassa yhdessä kahdessa kolmessa neljässä viidessä kuudessa seitsemässä kahdeksassa yhdeksässä kymmenessä",
        "of": "nollasta yhdestä kahdesta kolmesta neljästä viidestä kuudesta seitsemästä kahdeksasta yhdeksästä kymmenestä",
    },
    "en": {"": "no one two three four five six seven eight nine"},
}


def spelled(number: int, language: str, case: str = "") -> str:
    """A small number as a word, in Finnish also as in (viidessä) or of (viidestä); a larger one in digits."""
    cases = _NUMBERS["fi" if language == "fi" else "en"]
    words = cases.get(case, cases[""]).split()
    return words[number] if number < len(words) else integer(number, language)


def theme_of(label: str, language: str) -> str:
    """The theme with its label as the start of a phrase: Viestintä-teeman, CRM:n käyttö -teeman."""
    return f"{label}{' ' * (' ' in label)}-teeman" if language == "fi" else f"the theme {label}"


def sentence_case(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def joined(texts: Sequence[str], language: str) -> str:
    """The texts as a list within a sentence: a, b ja c."""
    *most, last = texts or [""]
    return f"{', '.join(most)} {words_in(language)['and']} {last}" if most else last
