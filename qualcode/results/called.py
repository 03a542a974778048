"""What the user of a study calls its interviews, codes and attributes → their ids."""

from __future__ import annotations

from functools import cached_property

from qualcode.analysis.asking import code_ids, dimension_ids, found_in
from qualcode.study.folder import Study


class Called:
    """The names of a study in all their forms; what is none of them is given back as it is, for whoever asks to
    tell.
    """

    def __init__(self, study: Study) -> None:
        self._study = study

    @cached_property
    def _labels(self) -> dict[str, str]:
        """What attributes and their values are called, in small letters → the attribute or the value."""
        labels = self._study.settings.report.labels
        texts = ((name, [label] if isinstance(label, str) else list(label.values())) for name, label in labels.items())
        return {text.casefold(): name for name, called in texts for text in called}

    def transcript(self, text: str) -> str:
        """The id of an interview, which may be called by its name in the findings."""
        if not self._study.settings.report.names:
            return text
        from qualcode.results.pseudonyms import pseudonyms  # which knows all of findings

        return pseudonyms(self._study, "").original(text)

    def place(self, text: str) -> str:
        """TRANSCRIPT:UNIT with the interview's id."""
        name, colon, unit = text.rpartition(":")
        return f"{self.transcript(name)}:{unit}" if colon else text

    def code(self, text: str) -> str:
        """The id of a code, which may be called by its label in any language."""
        return found_in(text, code_ids(self._study.codebook))

    def dimension(self, text: str) -> str:
        """A dimension, an attribute or an ordered code, in Finnish or English, by name or by label."""
        names = self._study.participants.names
        own = {called: name for called, name in self._labels.items() if name in names}
        return found_in(text, {**own, **dimension_ids(self._study.codebook, names)})

    def condition(self, text: str) -> str:
        """ATTRIBUTE=VALUE with the attribute's name and the value as participants.csv has it."""
        name, equals, value = text.partition("=")
        attribute = self.dimension(name.strip())
        there = {row.get(attribute, "") for row in (self._study.participants.rows or {}).values()}
        called = self._labels.get(value.strip().casefold(), value)
        return f"{attribute}{equals}{called if called in there else value}"
