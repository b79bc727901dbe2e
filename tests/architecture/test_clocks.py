"""No test module reads a clock while it is loaded: its tests run long after that, perhaps after midnight."""

import ast

from tests.processes import ROOT

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "began"}
RUN_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def read_while_loaded(node):
    """Yield the calls of a clock that loading a module makes; what a function does is done later."""
    if isinstance(node, ast.Call) and called(node.func) in CLOCKS:
        yield node
    parts = ast.iter_child_nodes(node)
    if isinstance(node, RUN_LATER):  # but its decorators and defaults are read at once
        parts = [*getattr(node, "decorator_list", ()), node.args]
    for part in parts:
        yield from read_while_loaded(part)


def called(function):
    return getattr(function, "attr", getattr(function, "id", None))


def test_no_clock_is_read_while_a_test_module_is_loaded():
    """Ask `tests.began` within the test."""
    for path in (ROOT / "tests").rglob("*.py"):
        lines = [call.lineno for call in read_while_loaded(ast.parse(path.read_text()))]
        assert not lines, (path, lines)


def test_a_clock_at_the_loading_is_seen():
    """At the top, in a class, a decorator, a default; not within a function."""
    loading = """
NOW = datetime.now(UTC)
class A:
    at: float = time.time()
@mark(date.today())
def f(a=time()):
    now()
"""
    assert [call.lineno for call in read_while_loaded(ast.parse(loading))] == [2, 4, 5, 6]
