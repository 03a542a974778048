"""What a .qdpx says of its documents and cases: variables, cases of a document or of people in it, groups of
documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualcode.archive import attribute, local
from qualcode.codebook.refi import guid_of
from qualcode.errors import first_of

VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
Row = dict[str, str]


@dataclass(frozen=True)
class Own:
    """A document's attributes, and those of the cases that are called as the document and someone in it (`H3:
    Anna`).
    """

    attributes: Mapping[str, str]
    speakers: Mapping[str, Mapping[str, str]]


@dataclass
class Attributes:
    """The attributes by the GUIDs of documents."""

    rows: dict[str, Row] = field(default_factory=dict)
    speakers: dict[str, dict[str, Row]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        """The names of all attributes."""
        rows = [*self.rows.values(), *(row for spoken in self.speakers.values() for row in spoken.values())]
        return tuple(dict.fromkeys((*self.variables.values(), *(name for row in rows for name in row))))

    def of(self, *elements: Any) -> Own:
        """What is said of a document: in its own elements, in its cases and groups."""
        own: Row = {}
        for element in dict.fromkeys(elements):
            guid = guid_of(attribute(element, "guid"))
            own |= {**self.rows.get(guid, {}), **dict(_values(element, self.variables))}
        guids = [guid_of(attribute(element, "guid")) for element in elements]
        spoken = next((self.speakers[guid] for guid in guids if guid in self.speakers), {})
        return Own({name: value for name, value in own.items() if value}, spoken)


def attributes_of(root: Any) -> Attributes:
    """The variables of a project, its cases and its groups of documents."""
    found = Attributes()
    parts = {local(part): part for part in root}
    for variable in parts.get("Variables", ()):
        found.variables[guid_of(attribute(variable, "guid"))] = attribute(variable, "name").strip() or "variable"
    names = {
        guid_of(attribute(source, "guid")): attribute(source, "name").strip() for source in parts.get("Sources", ())
    }
    there = {guid_of(attribute(holder, "guid")) for source in parts.get("Sources", ()) for holder in (source, *source)}
    homeless = []
    for case in parts.get("Cases", ()):
        row = {name: value for name, value in _values(case, found.variables) if value}
        named = (guid_of(attribute(child, "targetGUID")) for child in case if local(child) == "SourceRef")
        sources = [guid for guid in named if guid in there]
        if row and not sources:
            homeless.append(attribute(case, "name") or "a case without a name")
        for source in sources:
            _add(found, source, names.get(source, ""), attribute(case, "name").strip(), row)
    if homeless:
        found.dropped.append(f"attributes of cases that name no document of the project: {first_of(homeless)}")
    for group in parts.get("Sets", ()):
        members = [guid_of(attribute(child, "targetGUID")) for child in group if local(child) == "MemberSource"]
        _add_group(found, attribute(group, "name").strip(), [guid for guid in members if guid in names], list(names))
    return found


def _add(found: Attributes, source: str, document: str, case: str, row: Row) -> None:
    """Give a document, or someone who speaks in it, what a case says; a second case that says otherwise is told."""
    speaker = case.removeprefix(f"{document}: ") if document and case.startswith(f"{document}: ") else ""
    if speaker:
        found.speakers.setdefault(source, {}).setdefault(speaker, {}).update(row)
        return
    known = found.rows.setdefault(source, {})
    if case and case not in (document, document.rpartition(".")[0]):
        found.told.append(f"the case {case!r} is the document {document!r}")
    other = [name for name, value in row.items() if known.get(name, value) != value]
    if other:
        found.dropped.append(f"{document}: a second case ({case}) says otherwise of {first_of(other)}")
    found.rows[source] = {**row, **known}


def _add_group(found: Attributes, name: str, members: list[str], every: list[str]) -> None:
    """A group of documents as an attribute: `gender: male` as a value, any other as yes or no."""
    if not members or not name:
        return
    variable, colon, value = (part.strip() for part in name.partition(":"))
    if colon and variable and value:
        for guid in members:
            kept = found.rows.setdefault(guid, {}).setdefault(variable, value)
            if kept != value:
                found.dropped.append(
                    f"a document is in the groups {variable}: {kept} and {variable}: {value}; the first counts"
                )
        return
    found.told.append(f"the group of documents {name!r} is an attribute: yes or no")
    for guid in every:
        found.rows.setdefault(guid, {}).setdefault(name, "yes" if guid in members else "no")


def _values(element: Any, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for holder in element:
        if local(holder) == "VariableValue":
            guid = next(
                (guid_of(attribute(child, "targetGUID")) for child in holder if local(child) == "VariableRef"), ""
            )
            value = next((str(child.text or "").strip() for child in holder if local(child) in VALUES), "")
            if guid in variables:
                yield variables[guid], value
