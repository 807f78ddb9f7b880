"""Looks through source code for SQL that is made by putting strings together.

Whatever is handed over as SQL has to be a text that stands in the source as it is, or to be composed of such texts by
``psycopg.sql``. All else is found: f-strings, ``%``, ``+``, ``format`` and ``join`` and ``replace`` of strings, and
whatever cannot be followed to where it comes from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_SINKS = {"execute", "executemany", "copy", "stream", "send_query", "mogrify"}
_COMPOSED_TYPES = ("SQL", "Composed", "Composable", "Identifier", "Literal", "Placeholder")
_COMPOSING = {"format", "join", "as_bytes", "encode"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where something is handed over as SQL that may be made of strings."""

    module: str
    function: str
    line: int
    text: str


@dataclass(slots=True)
class _Scope:
    """The names of a module or function: what was assigned to each, and how its parameters are annotated."""

    values: dict[str, list[ast.expr | None]] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    parent: _Scope | None = None


@dataclass(slots=True)
class _Package:
    """What the modules say of each other, by bare name: a name of two meanings is what both of them are."""

    values: dict[str, list[ast.expr | None]] = field(default_factory=dict)
    returns: dict[str, list[str]] = field(default_factory=dict)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    literal_parameters: dict[str, list[int]] = field(default_factory=dict)


def scan_package(folder: Path) -> list[Finding]:
    """Look through every module in a folder."""
    return scan(
        {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.py")}
    )


def scan(sources: dict[str, str]) -> list[Finding]:
    """Look through modules: their names to their text."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    package = _Package()
    for tree in trees.values():
        _take_in(tree, package)
    return [
        finding
        for name, tree in trees.items()
        for finding in _Scan(name, package).scope(tree, None)
    ]


def _take_in(tree: ast.Module, package: _Package) -> None:
    for name, values in _assigned(tree.body).items():
        package.values.setdefault(name, []).extend(values)
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            text = ast.unparse(node.returns) if node.returns is not None else ""
            package.returns.setdefault(node.name, []).append(text)
            names = [
                each.annotation for each in _parameters(node) if each.arg not in ("self", "cls")
            ]
            package.literal_parameters.setdefault(node.name, []).extend(
                place
                for place, annotation in enumerate(names)
                if annotation is not None and ast.unparse(annotation) == "LiteralString"
            )
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                    package.attributes.setdefault(each.target.id, []).append(
                        ast.unparse(each.annotation)
                    )


def _parameters(node: _Function) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _assigned(body: list[ast.stmt]) -> dict[str, list[ast.expr | None]]:
    """Each name and what is assigned to it; None for what comes in a way that is not followed."""
    found: dict[str, list[ast.expr | None]] = {}
    for node in _without_inner_functions(body):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                _note(target, node.value, found)
        elif isinstance(node, ast.NamedExpr):
            _note(node.target, node.value, found)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            # Of a list that stands there: it is all right if each of its items is.
            _note(node.target, node.iter, found)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            _note(node.optional_vars, None, found)
    return found


def _note(
    target: ast.expr, value: ast.expr | None, found: dict[str, list[ast.expr | None]]
) -> None:
    if isinstance(target, ast.Name):
        found.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Tuple | ast.List):
        pairs = value.elts if isinstance(value, ast.Tuple | ast.List) else [None] * len(target.elts)
        same_length = len(pairs) == len(target.elts)
        for place, each in enumerate(target.elts):
            _note(each, pairs[place] if same_length else None, found)


def _without_inner_functions(body: list[ast.stmt]) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _Function | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


class _Scan:
    def __init__(self, module: str, package: _Package) -> None:
        self._module = module
        self._package = package

    def scope(
        self, node: ast.Module | ast.ClassDef | _Function, parent: _Scope | None
    ) -> Iterator[Finding]:
        scope = _Scope(_assigned(node.body), parent=parent)
        name = "" if isinstance(node, ast.Module) else node.name
        if isinstance(node, _Function):
            for each in _parameters(node):
                if each.annotation is not None:
                    scope.annotations[each.arg] = ast.unparse(each.annotation)
        for inner in _without_inner_functions(node.body):
            if isinstance(inner, ast.Call):
                if name in _SINKS and _is_handed_on(inner, node):
                    continue
                for argument in self._handed_over(inner):
                    if not self._is_sound(argument, scope, frozenset()):
                        yield Finding(self._module, name, argument.lineno, ast.unparse(argument))
            elif isinstance(inner, _Function | ast.ClassDef):
                yield from self.scope(inner, scope)

    def _handed_over(self, call: ast.Call) -> Iterator[ast.expr]:
        """The arguments of a call that are taken for SQL."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if isinstance(call.func, ast.Name):
            name = call.func.id
        if (name in _SINKS and isinstance(call.func, ast.Attribute)) or name == "SQL":
            yield from call.args[:1]
            yield from (
                each.value for each in call.keywords if each.arg in ("query", "statement", "obj")
            )
        for place in self._package.literal_parameters.get(name, []):
            yield from call.args[place : place + 1]

    def _is_sound(self, node: ast.expr | None, scope: _Scope | None, seen: frozenset[int]) -> bool:
        """Whether an expression stands in the source as it is, or is composed."""
        if node is None or id(node) in seen:
            return node is not None
        seen |= {id(node)}

        def sound(*nodes: ast.expr | None) -> bool:
            return all(self._is_sound(each, scope, seen) for each in nodes)

        match node:
            case ast.Constant():
                return True
            case ast.IfExp():
                return sound(node.body, node.orelse)
            case ast.BoolOp():
                return sound(*node.values)
            case ast.List() | ast.Tuple():
                return sound(*node.elts)
            case ast.Starred():
                return sound(node.value)
            case ast.ListComp() | ast.GeneratorExp():
                return sound(node.elt)
            case ast.Dict():
                return sound(*node.values)
            case ast.Subscript():
                return sound(node.value)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return not _is_text(left) and not _is_text(right) and sound(left, right)
            case ast.Name():
                return self._is_sound_name(node.id, scope, seen)
            case ast.Attribute():
                return _are_composed(
                    self._package.attributes.get(node.attr, [])
                    + self._package.returns.get(node.attr, [])
                )
            case ast.Call():
                return self._is_sound_call(node, scope, seen)
        return False

    def _is_sound_name(self, name: str, scope: _Scope | None, seen: frozenset[int]) -> bool:
        at = scope
        while at is not None:
            if name in at.annotations:
                return at.annotations[name] == "LiteralString" or _are_composed(
                    [at.annotations[name]]
                )
            if name in at.values:
                return all(self._is_sound(each, at, seen) for each in at.values[name])
            at = at.parent
        values = self._package.values.get(name, [])
        return bool(values) and all(self._is_sound(each, None, seen) for each in values)

    def _is_sound_call(self, node: ast.Call, scope: _Scope | None, seen: frozenset[int]) -> bool:
        if isinstance(node.func, ast.Name):
            return node.func.id in _COMPOSED_TYPES or _are_composed(
                self._package.returns.get(node.func.id, [])
            )
        if not isinstance(node.func, ast.Attribute):
            return False
        name = node.func.attr
        if name in _COMPOSED_TYPES:
            return True
        if name in _COMPOSING:
            # Of a text that stands there it makes another text.
            return (
                not _is_text(node.func.value)
                and self._is_sound(node.func.value, scope, seen)
                and not self._is_plain(node.func.value, scope)
            )
        if name == "get":
            return self._is_sound(node.func.value, scope, seen) and all(
                self._is_sound(each, scope, seen) for each in node.args[1:]
            )
        return _are_composed(self._package.returns.get(name, []))

    def _is_plain(self, node: ast.expr, scope: _Scope | None) -> bool:
        """Whether a name means a text and no composed SQL."""
        if not isinstance(node, ast.Name):
            return False
        at = scope
        while at is not None and node.id not in at.values:
            if node.id in at.annotations:
                return at.annotations[node.id] in ("str", "LiteralString")
            at = at.parent
        values = self._package.values.get(node.id, []) if at is None else at.values[node.id]
        return any(each is None or _is_text(each) for each in values)


def _is_handed_on(call: ast.Call, function: ast.AST) -> bool:
    """Whether a method that is itself asked to run SQL only passes its own parameter on: its callers are looked at."""
    first = call.args[0] if call.args else None
    return (
        isinstance(function, _Function)
        and isinstance(first, ast.Name)
        and first.id in {each.arg for each in _parameters(function)}
    )


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _are_composed(annotations: list[str]) -> bool:
    """Whether every annotation is of ``psycopg.sql``'s making."""
    return bool(annotations) and all(
        any(f"sql.{kind}" in each or each == kind for kind in _COMPOSED_TYPES)
        and "str" not in each.split("|")
        for each in annotations
    )
