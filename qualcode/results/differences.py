"""Two runs → what differs between them, and the interviews, codes and rules that explain it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qualcode.results.history import Snapshot


def differences(before: Snapshot, now: Snapshot) -> Iterator[tuple[object, ...]]:
    """The rows of `compare`: interviews, codes, rules, then counts with what explains them."""
    texts = dict(_changes(before["texts"], now["texts"]))
    yield from (("interview", name, change, None, None, "") for name, change in texts.items())
    before, merged, renamed = _under_todays_codes(before, now)
    yield from (("code", new, "renamed", None, None, f"from {old}") for new, old in renamed.items())
    yield from (("code", gone, "merged", None, None, f"into {into}") for gone, into in merged.items())
    for code, change in _changes(dict.fromkeys(before["rules"]), dict.fromkeys(now["rules"])):
        yield "code", code, change, None, None, ""
    yield from _moved(before, now)
    rules = {
        code: dict(_changes(*(dict.fromkeys(found["rules"].get(code, ())) for found in (before, now))))
        for code in now["rules"]
    }
    yield from (
        ("rule", f"{code}: {rule}", change, None, None, "")
        for code, found in rules.items()
        for rule, change in found.items()
    )
    for code in dict.fromkeys((*now["units"], *before["units"])):
        old, new = (found["units"].get(code, {}) for found in (before, now))
        if old != new and code not in merged:
            row = ("count", code, "changed", sum(old.values()), sum(new.values()))
            yield *row, "; ".join(_explained(code, old, new, texts, before, now, merged))


def _under_todays_codes(before: Snapshot, now: Snapshot) -> tuple[Snapshot, dict[str, str], dict[str, str]]:
    """The earlier run under today's ids; the codes merged since (gone → into) and renamed (new → old).

    What a merged code's rules found and its place in the tree are the other's; the units of both are not added up.
    """
    known = before.get("changes", [])
    since = [change for change in now.get("changes", []) if change not in known]
    called, merged = dict[str, str](), dict[str, str]()
    for kind, old, new in since:
        if kind == "merge":
            merged[old] = new
        for code in [code for code, today in called.items() if today == old] + [old]:
            called[code] = new
    ids = {code: called.get(code, code) for code in before["rules"]}
    renamed = {
        ids[code]: code
        for code in ids
        if ids[code] != code and ids[code] not in before["rules"] and ids[code] in now["rules"]
    }
    merged = {code: ids[code] for code in ids if ids[code] != code and code not in renamed.values()}
    rules, families, hits = dict[str, list[str]](), dict[str, list[str]](), dict[str, dict[str, dict[str, int]]]()
    for code, today in ids.items():
        rules[today] = sorted({*rules.get(today, ()), *before["rules"][code]})
        below = (ids.get(other, other) for other in before["families"].get(code, ()) if other not in merged)
        families[today] = sorted({*families.get(today, ()), *below})
        for rule, found in before["hits"].get(code, {}).items():
            row = hits.setdefault(today, {}).setdefault(rule, {})
            row.update({name: row.get(name, 0) + n for name, n in found.items()})
    units = {(code if code in merged else ids[code]): row for code, row in before["units"].items()}
    held = {
        ids[code]: [
            ids.get(other, other) if other not in merged else other for other in before["families"].get(code, ())
        ]
        for code in ids
    }
    return {**before, "rules": rules, "families": families, "hits": hits, "units": units, "held": held}, merged, renamed


def _moved(before: Snapshot, now: Snapshot) -> Iterator[tuple[object, ...]]:
    """A row for each code that stands under another code than before."""
    above = [{code: _parent(found["families"], code) for code in found["families"]} for found in (before, now)]
    for code, parent in above[1].items():
        if code in above[0] and above[0][code] != parent:
            yield "code", code, "moved", None, None, f"under {parent}" if parent else "a theme"


def _parent(families: Mapping[str, Sequence[str]], code: str) -> str:
    """The code right above another one: the one with the smallest family that holds it."""
    return min(
        (name for name, family in families.items() if code in family and name != code),
        key=lambda name: len(families[name]),
        default="",
    )


def _changes(before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys((*now, *before)):
        if name not in before or name not in now:
            yield name, "new" if name in now else "gone"
        elif before[name] != now[name]:
            yield name, "changed"


def _explained(
    code: str,
    old: Mapping[str, int],
    new: Mapping[str, int],
    texts: Mapping[str, str],
    before: Snapshot,
    now: Snapshot,
    merged: Mapping[str, str],
) -> Iterator[str]:
    """For each interview whose number differs: by how much, and the interview's, the codes' or the rules' change behind
    it.
    """
    for name in dict.fromkeys((*new, *old)):
        difference = new.get(name, 0) - old.get(name, 0)
        if difference:
            changes = list(_changes_behind(code, name, before, now, merged))
            because = (
                f"{texts[name]} interview" if name in texts else ", ".join(changes) or "other words of the same units"
            )
            yield f"{name} {difference:+d} ({because})"


def _changes_behind(code: str, name: str, before: Snapshot, now: Snapshot, merged: Mapping[str, str]) -> Iterator[str]:
    """What of the codes and rules changed that touches a code's units in an interview."""
    own, was, held = now["families"].get(code, ()), before["families"].get(code, ()), before["held"].get(code, ())
    earlier, later = ({other: counts.get(name) for other, counts in run["units"].items()} for run in (before, now))
    yield from (f"{gone} merged into it" for gone, into in merged.items() if into == code and earlier.get(gone))
    yield from (f"{gone} merged into {into}" for gone, into in merged.items() if gone in held and into not in own)
    yield from (f"{other} moved here" for other in own if other not in was and earlier.get(other))
    yield from (f"{other} moved away" for other in was if other not in own and later.get(other))
    yield from _by_rule(dict.fromkeys((*own, *was)), name, before, now)


def _by_rule(codes: Iterable[str], transcript: str, before: Snapshot, now: Snapshot) -> Iterator[str]:
    """How many more or fewer hits each rule has in an interview, of all the codes together."""
    differences = dict[str, int]()
    for code in codes:
        old, new = (run["hits"].get(code, {}) for run in (before, now))
        for rule in dict.fromkeys((*new, *old)):
            more = new.get(rule, {}).get(transcript, 0) - old.get(rule, {}).get(transcript, 0)
            differences[rule] = differences.get(rule, 0) + more
    yield from (f"{rule or 'by people'} {more:+d}" for rule, more in differences.items() if more)
