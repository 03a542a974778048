"""Finds in the source the texts that may reach a user: what is given to problems, errors and `say`, wherever it comes
from in the function or module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "qualcode"
TOLD = set(
    "Problem QualcodeError InputError RuleError UsageError BadParameter say tell agreed Refused NotCoded MissingLibrary "
    "_fail UnknownName listed first_of".split()
)
KEPT = re.compile(r"warn|problem|doubt|note|told|dropped|kept|messages|left")  # lists that fill up with messages
JOINING, PASSING = {"join", "format", "strip", "rstrip", "removeprefix"}, {"str", "dict", "tuple", "list", "sorted"}
OTHER_WORDS = {"wording.py", "validity_text.py", "table_maker.py", "asking.py"}  # words of findings and pages
DEEPEST = 6
NAMED = re.compile(r"\{[a-z!]+\}|%s")  # a hole with a name
NO_SENTENCES = {"__init__.py", "review/names_session.py", "results/citation.py"}  # words of pages and of the library


def said_texts() -> dict[str, str]:
    """Each line of such a text, with `{}` for its holes, and where it stands."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        of_documents = name.startswith("report/") and "word/" not in name and "template" not in name
        if path.name in OTHER_WORDS or of_documents or name.startswith(("cli/finnish/", "language/")):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text, line in (*_Finder(tree).found.items(), *(() if name in NO_SENTENCES else _sentences(tree))):
            for part in (NAMED.sub("{}", part).strip() for part in text.split("\n")):
                if is_wordy(part):
                    found.setdefault(part, f"{name}:{line}")
    return found


def is_wordy(text: str) -> bool:
    """Whether a text has two words of a language, beside names, commands and holes."""
    plain = re.sub(r"`[^`]*`|\{[^{}]*\}|<[^<>]*>|\[[^\[\]]*\]|qualcode [\w -]+|pip install .*|\S*[/_.]\S+", "", text)
    return len(re.findall(r"(?<![\w-])[a-z’']{2,}(?![\w(=-])", plain)) >= 2


def _sentences(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every text that is a sentence, wherever it goes, beside docstrings."""
    apart = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
    apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = _template(node) if isinstance(node, ast.expr) and id(node) not in apart else None
        if text is not None and re.search(r"[a-z}\])`][.?]$", text.strip()) and " " in text.strip():
            yield text, node.lineno


def _has_docstring(node: ast.AST) -> bool:
    is_block = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module)
    return is_block and bool(node.body) and isinstance(node.body[0], ast.Expr)


class _Finder(ast.NodeVisitor):
    def __init__(self, tree: ast.Module) -> None:
        self.found: dict[str, int] = {}
        self.scopes: list[dict[str, list[ast.expr]]] = [{}]
        for node in tree.body:
            self._remember(node, self.scopes[0])
        self.visit(tree)

    def _remember(self, node: ast.AST, scope: dict[str, list[ast.expr]]) -> None:
        if isinstance(node, ast.Assign):
            pairs = [pair for target in node.targets for pair in _pairs(target, node.value)]
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            pairs = list(_pairs(node.target, node.value))
        else:
            return
        for name, value in pairs:
            scope.setdefault(name, []).append(value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        scope: dict[str, list[ast.expr]] = {}
        for inner in ast.walk(node):
            self._remember(inner, scope)
        self.scopes.append(scope)
        self.generic_visit(node)
        self.scopes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        onto = getattr(getattr(node.func, "value", None), "id", "")
        if name in TOLD or (name in {"append", "extend", "add", "insert"} and KEPT.search(onto)):
            named = (one.value for one in node.keywords if one.arg in (None, "hint", "message", "text"))
            for argument in (*node.args, *named):
                self._take(argument)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        self._take(node.value)
        self.generic_visit(node)

    visit_Yield = visit_Return

    def _take(self, node: ast.expr | None, deep: int = 0) -> None:
        if node is None or deep > DEEPEST:
            return
        if (text := _template(node)) is not None:
            self.found.setdefault(text, node.lineno)
        for inner in self._inside(node):
            self._take(inner, deep + 1)

    def _inside(self, node: ast.expr) -> Iterator[ast.expr]:
        match node:
            case ast.JoinedStr():
                yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
            case ast.IfExp():
                yield from (node.body, node.orelse)
            case ast.BinOp():
                yield from (node.left, node.right)
            case ast.BoolOp() | ast.Dict():
                yield from node.values
            case ast.Tuple() | ast.List() | ast.Set():
                yield from node.elts
            case ast.ListComp() | ast.GeneratorExp():
                yield node.elt
            case ast.Starred():
                yield node.value
            case ast.Name():
                yield from next((scope[node.id] for scope in reversed(self.scopes) if node.id in scope), ())
            case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in JOINING:
                yield from (value, *node.args)
            case ast.Call(func=ast.Name(id=name)) if name in PASSING:
                yield from node.args


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)


def _template(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None
