"""Where each row of a codebook's table stands among the codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qualcode.codebook.plain import Plain, slug

Names = tuple[str, ...]  # of codes, from the outermost in
_ARROW = re.compile(r"\s*(?:>|»|→|\\|::)\s*|\s+/\s+")


class Places:
    """Where each row of a table stands among the codes.

    A parent is named by id, else by label. A label can be a path (`Tuki > Valitukset`). What is named as a parent, in a
    path, or in a middle column, and has no row of its own becomes a code where it is first named; so does a category
    that is called as one of its codes. With `tags` a point stands between a tag and its parent; with `categories` a
    parent is a theme, never a code of that name elsewhere.
    """

    def __init__(self, entries: Sequence[tuple[int, Plain]], tags: bool, categories: bool) -> None:
        self._entries, self._tags, self._categories = entries, tags, categories
        self._ids = {entry["id"] for _, entry in entries if "id" in entry}
        self._by_label: dict[str, str] = {}
        self._by_path: dict[Names, str] = {}

    def placed(self) -> Iterator[tuple[str, Plain, int]]:
        """Each code with its parent's id ("" for a theme) and its row, parents that are made before what names them."""
        doubles = {entry["parent"] for _, entry in self._entries if own_category(entry)}
        made = {self._new(name): name for name in doubles}
        rows = [(row, entry, self._names(entry)) for row, entry in self._entries]
        for _, entry, names in rows:
            self._give_id(entry, names)
        for row, entry, names in rows:
            new = list[tuple[str, Plain]]()
            parent = self._parent(entry, names, new)
            if parent in made:
                new.insert(0, ("", {"id": parent, "label": made.pop(parent)}))
            yield from ((above, code, row) for above, code in new)
            yield parent, entry, row

    def _names(self, entry: Plain) -> Names:
        """The parts of the path that an entry's label is; the entry keeps the last."""
        found: Names = ()
        for language, label in entry.get("label", {}).items():
            parts = self._parts(label)
            entry["label"][language] = parts[-1]
            found = found or parts
        return found

    def _parts(self, label: str) -> Names:
        parts = tuple(part for part in _ARROW.split(label) if part)
        if self._tags and len(parts) == 1 and not re.search(r"\s|\.\.|^\.|\.$", label):
            parts = tuple(label.split("."))
        return parts if len(parts) > 1 else (label,)

    def _give_id(self, entry: Plain, names: Names) -> None:
        label = names[-1] if names else ""
        if "id" not in entry:
            entry["id"] = self._new(label or "code", known=False)
        if not own_category(entry) and not (self._categories and "parent" in entry):
            self._by_label.setdefault(label.casefold(), entry["id"])
            for other in entry.get("label", {}).values():
                self._by_label.setdefault(other.casefold(), entry["id"])
        above = tuple(entry[name] for name in ("parent", *_middles(entry)) if entry.get(name))
        self._by_path.setdefault(folded((*above, *names)), entry["id"])

    def _new(self, name: str, known: bool = True) -> str:
        """An id for a name, by which it is known from then on."""
        made = slug(name, self._ids)
        self._ids.add(made)
        if known:
            self._by_label[name.casefold()] = made
        return made

    def _parent(self, entry: Plain, names: Names, new: list[tuple[str, Plain]]) -> str:
        above = entry.pop("parent", "")
        parent, path = (self._by_name(above, new), [above]) if above else ("", list[str]())
        for middle in [entry.pop(name) for name in _middles(entry)]:
            path.append(middle)
            parent = self._below(parent, folded(path), middle, new)
        for depth in range(1, len(names)):
            parent = self._below(parent, folded(names[:depth]), names[depth - 1], new)
        return parent

    def _by_name(self, name: str, new: list[tuple[str, Plain]]) -> str:
        """The id of a code that is named as a parent, by id, label or path."""
        if name in self._ids:
            return name
        if name.casefold() in self._by_label:
            return self._by_label[name.casefold()]
        parent, parts = "", self._parts(name)
        for depth in range(1, len(parts) + 1):
            parent = self._below(parent, folded(parts[:depth]), parts[depth - 1], new)
        return parent

    def _below(self, parent: str, path: Names, name: str, new: list[tuple[str, Plain]]) -> str:
        """The id of the code at a path, which is made below `parent` when there is none."""
        if path not in self._by_path and len(path) == 1 and name.casefold() in self._by_label:
            return self._by_label[name.casefold()]
        if path not in self._by_path:
            self._by_path[path] = self._new(name, known=len(path) == 1)
            new.append((parent, {"id": self._by_path[path], "label": name}))
        return self._by_path[path]


def _middles(entry: Plain) -> list[str]:
    """The columns between a code's parent and the code itself, the outermost first."""
    return sorted(name for name in entry if name.startswith("middle"))


def own_category(entry: Plain) -> bool:
    """Whether a code is called as the category that it belongs to."""
    return entry.get("parent", "").casefold() in {label.casefold() for label in entry.get("label", {}).values()}


def folded(names: Sequence[str]) -> Names:
    """Names as they are compared."""
    return tuple(name.casefold() for name in names)
