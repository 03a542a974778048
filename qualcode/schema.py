"""Plain data from YAML or TOML → a checked pydantic model, or every problem at once, each with its line."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from qualcode.errors import InputError, Problem, nearest
from qualcode.files import read_utf8

Loc = tuple[str | int, ...]
Lines = Mapping[Loc, int]
Model = TypeVar("Model", bound=BaseModel)
MAX_DEPTH = 40
PLAIN = {  # pydantic's words in a researcher's
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "string_type": "should be text",
    "list_type": "should be a list",
    "dict_type": "should be a block of keys and values",
    "model_type": "should be a block of keys and values",
}

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLS = {"true": True, "false": False}


TOML_HINT = "Put texts, and names with letters such as ä, in double quotes, and write paths with / instead of \\."


class Schema(BaseModel):
    """A file's section: unknown keys are errors, and numbers may stand where text is wanted."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, frozen=True)


def any_language(value: object) -> object:
    """A text or list without languages, filed under the empty language."""
    return value if isinstance(value, dict) else {"": value}


def _known_language(key: str) -> str:
    if key not in LANGUAGES:
        raise ValueError(f"{key!r} is not a language qualcode knows: fi, en, sv.")
    return key


LANGUAGES = ("fi", "en", "sv", "")  # "" holds a text without a language
LanguageKey = Annotated[str, AfterValidator(_known_language)]
Localised = Annotated[dict[LanguageKey, str], BeforeValidator(any_language)]
LocalisedList = Annotated[dict[LanguageKey, list[str]], BeforeValidator(any_language)]


def load_yaml(path: Path) -> tuple[Any, Lines]:
    """The data of a YAML file (1.2 scalars, no tags, no aliases) and the line of every key and item; raises
    InputError.
    """
    return parsed_yaml(read_utf8(path), path)


def parsed_yaml(text: str, path: Path) -> tuple[Any, Lines]:
    """The data of YAML text and its lines, as `load_yaml`; `path` is named in errors."""
    lines: dict[Loc, int] = {}
    text = unicodedata.normalize("NFC", text)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise InputError([Problem("is nested too deeply.", path, _line_at(event.start_mark))])
            if isinstance(event, yaml.AliasEvent):
                raise InputError(
                    [
                        Problem(
                            "aliases (*name) are not used here; put a rule that begins with * or & in quotes.",
                            path,
                            _line_at(event.start_mark),
                        )
                    ]
                )
        node = yaml.compose(text, Loader=_SafeLoader)
    except yaml.MarkedYAMLError as error:
        message = f"is not valid YAML: {error.problem or error}."
        hint = _yaml_hint(message)
        raise InputError([Problem(message, path, _line_at(error.problem_mark), hint)]) from error
    except yaml.YAMLError as error:
        raise InputError([Problem(f"is not valid YAML: {error}", path)]) from error
    return (None if node is None else _construct(node, (), lines, path)), lines


def _yaml_hint(message: str) -> str:
    if "\\t" in message:
        return "Indent with spaces, not with tabs."
    if "expected '-' indicator" in message or "expected <block end>" in message or "block mapping" in message:
        return "Look at the indentation here and above: what belongs together begins at the same column."
    return "Texts with a colon, # or quotes need quotes around them; indent with spaces."


def _line_at(mark: Any) -> int | None:
    return None if mark is None else mark.line + 1


def _construct(node: yaml.Node, loc: Loc, lines: dict[Loc, int], path: Path) -> Any:
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loc, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*loc, i), lines, path) for i, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, loc: Loc, lines: dict[Loc, int], path: Path) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in data:
            raise InputError(
                [
                    Problem(
                        f"the key {key!r} stands twice in one block (first on line {lines[(*loc, key)]}).", path, line
                    )
                ]
            )
        lines[(*loc, key)] = line
        data[key] = _construct(value, (*loc, key), lines, path)
    return data


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    if getattr(node, "style", None):  # quoted or block text
        return text
    if text in _BOOLS:
        return _BOOLS[text]
    if text in ("", "~", "null"):
        return None
    if not re.fullmatch(r"-?\d{1,15}(\.\d+)?", text):
        return text
    number = float(text) if "." in text else int(text)
    return number if str(number) == text else text  # 007 and 1.10 are names, not numbers


def yaml_text(data: object) -> str:
    """Plain data as YAML that `load_yaml` reads back the same; long texts are folded."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=140))


class _Dumper(yaml.SafeDumper):
    """Writes items below their key, and texts that YAML would read as something else in quotes."""

    # PyYAML's signature
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # PyYAML's signature
        return True


def load_toml(path: Path, table: tuple[str, ...] = ()) -> tuple[Any, Lines]:
    """The data of a TOML file, or of one table of it ({} when absent), and the lines of its keys; raises InputError."""
    text = read_utf8(path)
    try:
        data: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        line = re.search(r"line (\d+)", str(error))
        message = f"is not valid TOML: {str(error).split(' (at')[0]}."
        raise InputError(
            [
                Problem(
                    message,
                    path,
                    int(line[1]) if line else None,
                    TOML_HINT,
                )
            ]
        ) from error
    for name in table:
        data = data.get(name, {}) if isinstance(data, dict) else {}
    return data, {loc[len(table) :]: line for loc, line in _toml_lines(text) if loc[: len(table)] == table}


def _toml_lines(text: str) -> Iterator[tuple[Loc, int]]:
    prefix: Loc = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            prefix = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            yield prefix, number
        elif key := re.match(r"\s*([\w\-\"'.]+)\s*=", line):
            yield (*prefix, *(part.strip("\"'") for part in key[1].split("."))), number


def validated(model: type[Model], data: object, lines: Lines, path: Path) -> Model:
    """`data` as a `model`; raises InputError with every problem and its line."""
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise InputError(
            sorted((_problem(model, item, lines, path) for item in found), key=lambda p: p.line or 0)
        ) from error


def _problem(model: type[BaseModel], error: Mapping[str, Any], lines: Lines, path: Path) -> Problem:
    loc: Loc = tuple(part for part in error["loc"] if part not in ("[key]", ""))
    line = next((lines[loc[:n]] for n in range(len(loc), -1, -1) if loc[:n] in lines), None)
    where = _dotted(loc)
    if error["type"] == "extra_forbidden":
        allowed = sorted(_fields_at(model, loc[:-1]))
        guess = nearest(str(loc[-1]), allowed)
        meant = f"Did you mean {guess!r}? " if guess else ""
        return Problem(f"unknown key {where!r}.", path, line, f"{meant}Allowed here: {', '.join(allowed)}.")
    if error["type"] == "missing":
        return Problem(
            f"{_dotted(loc[:-1]) or 'the file'} has no {str(loc[-1])!r}.", path, line, f"Add the key {str(loc[-1])!r}."
        )
    if error["type"] == "value_error":
        return Problem(f"{where}: {error['ctx']['error']}", path, line)
    found = repr(error["input"])
    wanted = PLAIN.get(error["type"]) or error["msg"].replace("Input should be", "should be")
    message = f"{where or 'the file'}: {wanted}"
    return Problem(f"{message}; found {found if len(found) <= 60 else found[:57] + '…'}.", path, line)


def _dotted(loc: Loc) -> str:
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _fields_at(model: type[BaseModel], loc: Loc) -> set[str]:
    """The field names of the model that stands at `loc`."""
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return {field.alias or name for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
