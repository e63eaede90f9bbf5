"""The arrows of the house: who may import whom, and what may stand nowhere at all (laws 1, 4, 6 and 8)."""

from __future__ import annotations

import ast
import io
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
LEAVES: Mapping[str, frozenset[str]] = {
    "errors": frozenset(),
    "period": frozenset({"errors"}),
    "facts": frozenset({"period", "errors"}),
    "resources": frozenset(),
    "shares": frozenset({"facts", "period", "errors"}),
    "effects": frozenset({"facts", "period", "errors", "shares"}),
}
PUBLIC = frozenset(
    {
        *("edition", "scorecard", "trend", "story", "slides", "deck", "layout", "render", "textfit", "theme", "locale"),
        *("movement", "forecast", "outlook", "tendency", "people", "ties"),
    }
)
ROOMS: Mapping[str, frozenset[str]] = {
    **LEAVES,
    **dict.fromkeys(PUBLIC, PUBLIC | LEAVES.keys()),
    "edition": frozenset(LEAVES),
    "deck": frozenset(),
    "render": frozenset({"deck", "theme", "layout", "textfit", "errors"}),
    "audit": frozenset({"errors"}),
}
"""The rooms of the house that each room may import beside itself; a room that is not named here may import any."""

LIBRARIES = {"pandas": "sources", "click": "cli", "rich": "cli", "pptx": "render", "weasyprint": "render"}
"""The one room in which a library may be imported."""

UNSTEADY_MODULES = {"random", "uuid", "secrets"}
UNSEEN = {("reviewgen.publish", "secrets")}
"""Chance that no reader meets: the passing names of files on their way to their place."""
UNSTEADY_CALLS = {"now", "utcnow", "today", "urandom", "time_ns", "getnode"}
SIDES = re.compile("internal|client", re.IGNORECASE)
PLACEHOLDER = re.compile(r"{(\w+)}")


def modules(house: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((house / "reviewgen").rglob("*.py")):
        parts = path.relative_to(house).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, known: Iterable[str]) -> set[str]:
    """What a module imports, wherever in it the import stands; a name that is a module counts as that module."""
    found: set[str] = set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in known else base)
    return found - {name}


def graph(house: Path) -> dict[str, set[str]]:
    """The imports of every module."""
    known = modules(house)
    return {name: imported(name, path, known) for name, path in known.items()}


def room(name: str) -> str:
    """The room that a module of the house stands in."""
    return name.split(".")[1] if "." in name else ""


def ours(name: str) -> bool:
    return name == "reviewgen" or name.startswith("reviewgen.")


def forbidden_rooms(house: Path) -> Iterator[str]:
    """Imports of a room by one that may not know it."""
    for name, found in graph(house).items():
        allowed = ROOMS.get(room(name))
        if allowed is None:
            continue
        for other in sorted(filter(ours, found)):
            if room(other) not in {"", room(name), *allowed}:
                yield f"{name} imports {other}"


def forbidden_libraries(house: Path) -> Iterator[str]:
    """Imports of a library outside its room."""
    for name, found in graph(house).items():
        for other in sorted(found):
            if LIBRARIES.get(other.split(".")[0], room(name)) != room(name):
                yield f"{name} imports {other}"


def cycles(house: Path) -> Iterator[str]:
    """Modules that import each other, in a ring."""
    edges = {name: sorted(filter(ours, found)) for name, found in graph(house).items()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> Iterator[str]:
        if name in trail:
            yield " imports ".join([*trail[trail.index(name) :], name])
        elif name not in done:
            for other in edges.get(name, ()):
                yield from walk(other, (*trail, name))
            done.add(name)

    for name in edges:
        yield from walk(name, ())


def hidden_imports(house: Path) -> Iterator[str]:
    """Imports by name at run time, which no walk can follow; the command line loads its commands so."""
    for name, path in modules(house).items():
        if room(name) != "cli":
            yield from (
                f"{name}:{node.lineno} calls {called(node)}"
                for node in calls(path)
                if called(node).rpartition(".")[2] in {"import_module", "__import__", "exec", "eval"}
            )


def calls(path: Path) -> Iterator[ast.Call]:
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return (node for node in found if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    return ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else ""


def unsteady(house: Path) -> Iterator[str]:
    """Clocks and chance: what would make two builds differ."""
    for name, path in modules(house).items():
        for node in calls(path):
            found = called(node)
            if found.rpartition(".")[2] in UNSTEADY_CALLS or found == "time.time":
                yield f"{name}:{node.lineno} calls {found}"
        for other in imported(name, path, ()):
            if other.split(".")[0] in UNSTEADY_MODULES and (name, other) not in UNSEEN:
                yield f"{name} imports {other}"


def named_sides(house: Path) -> Iterator[str]:
    """Places in render/ and templates/ where a side of the table is named."""
    for base in (house / "reviewgen" / "render", house / "templates"):
        for path in sorted(one for one in base.rglob("*") if one.is_file() and one.suffix != ".pyc"):
            for part, text in _contents(path):
                for match in SIDES.finditer(text):
                    yield f"{path.relative_to(house)}{part} says {match[0]}"


def _contents(path: Path) -> Iterator[tuple[str, str]]:
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        yield "", data.decode("utf-8")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            yield f", {name}", f"{name} {package.read(name).decode('utf-8', 'replace')}"


def untranslated(house: Path) -> Iterator[str]:
    """Phrases that a language lacks, has too many, or fills with other values than English does."""
    folder = house / "reviewgen" / "locales"
    english = tomllib.loads((folder / "en.toml").read_text("utf-8"))
    for path in sorted(folder.glob("*.toml")):
        phrases = tomllib.loads(path.read_text("utf-8"))
        yield from (f"{path.name} lacks {key}" for key in english.keys() - phrases.keys())
        yield from (f"{path.name} has {key}, en.toml does not" for key in phrases.keys() - english.keys())
        for key in sorted(english.keys() & phrases.keys()):
            expected, found = _forms(english[key]), _forms(phrases[key])
            values = {name for form in expected.values() for name in PLACEHOLDER.findall(form)}
            for form, text in found.items():
                if set(PLACEHOLDER.findall(text)) != values:
                    yield f"{path.name}: {key} ({form}) has other values than in English"
            if "other" not in found:
                yield f"{path.name}: {key} lacks the form other"


def _forms(phrase: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"other": phrase} if isinstance(phrase, str) else phrase


RULES: tuple[Callable[[Path], Iterator[str]], ...] = (
    forbidden_rooms,
    forbidden_libraries,
    cycles,
    hidden_imports,
    unsteady,
    named_sides,
    untranslated,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_every_rule(rule: Callable[[Path], Iterator[str]]) -> None:
    assert list(rule(HOUSE)) == []


def test_the_walk_sees_the_whole_house() -> None:
    found = graph(HOUSE)
    assert len(found) > 60
    assert "reviewgen.sharing.redact" in found["reviewgen.build"]
    assert "reviewgen.build" in found["reviewgen.cli.show"], "an import inside a function counts"
    assert "reviewgen.scorecard" in found["reviewgen.cli.show"], "an import under TYPE_CHECKING counts"
    rooms = {room(name) for name in found} - {""}
    assert rooms >= ROOMS.keys()


def plant(house: Path, files: Mapping[str, str]) -> Path:
    """A small made-up house with `files` in it."""
    for name, text in {"reviewgen/__init__.py": "", "reviewgen/locales/en.toml": 'a = "{count} b"', **files}.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text, "utf-8")
    for folder in {path.parent for path in (house / "reviewgen").rglob("*.py")}:
        (folder / "__init__.py").touch()
    return house


LAZY = "def late() -> None:\n    "
TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
BROKEN: tuple[tuple[Callable[[Path], Iterator[str]], Mapping[str, str], str], ...] = (
    *(
        (forbidden_rooms, {f"reviewgen/{near}.py": f"import reviewgen.{far}"}, f"reviewgen.{near} imports")
        for near in sorted(PUBLIC)
        for far in ("model", "assemble", "rollup", "sources", "workspace", "sharing", "build", "cli", "publish")
    ),
    (forbidden_rooms, {"reviewgen/story.py": LAZY + "from reviewgen.model import Review"}, "reviewgen.story imports"),
    (
        forbidden_rooms,
        {"reviewgen/edition.py": TYPED + "from reviewgen import model", "reviewgen/model.py": ""},
        "model",
    ),
    (forbidden_rooms, {"reviewgen/slides/x.py": "from ..model import Kpi", "reviewgen/model.py": ""}, "imports"),
    (forbidden_rooms, {"reviewgen/slides/x.py": "from .. import model", "reviewgen/model.py": ""}, "reviewgen.model"),
    (forbidden_rooms, {"reviewgen/render/pptx/x.py": "import reviewgen.edition"}, "reviewgen.edition"),
    (forbidden_rooms, {"reviewgen/render/x.py": "import reviewgen.locale"}, "reviewgen.locale"),
    (forbidden_rooms, {"reviewgen/audit/x.py": "import reviewgen.sharing.policy"}, "reviewgen.sharing.policy"),
    (forbidden_rooms, {"reviewgen/audit/x.py": "import reviewgen.render"}, "reviewgen.render"),
    (forbidden_rooms, {"reviewgen/audit/x.py": "from reviewgen.layout import page"}, "reviewgen.layout"),
    (forbidden_rooms, {"reviewgen/audit/x.py": LAZY + "import reviewgen.slides"}, "reviewgen.slides"),
    (forbidden_rooms, {"reviewgen/errors.py": "import reviewgen.facts"}, "reviewgen.errors imports reviewgen.facts"),
    (forbidden_rooms, {"reviewgen/period.py": "import reviewgen.facts"}, "reviewgen.period imports reviewgen.facts"),
    (forbidden_libraries, {"reviewgen/model.py": "import pandas as pd"}, "pandas"),
    (forbidden_libraries, {"reviewgen/build.py": LAZY + "from click import echo"}, "click"),
    (forbidden_libraries, {"reviewgen/audit/pptx.py": "import pptx.util"}, "pptx.util"),
    (
        cycles,
        {"reviewgen/a.py": "import reviewgen.b", "reviewgen/b.py": LAZY + "from . import a"},
        "b imports reviewgen.a",
    ),
    (cycles, {"reviewgen/a.py": TYPED + "import reviewgen.b", "reviewgen/b.py": "import reviewgen.a"}, "reviewgen.b"),
    (hidden_imports, {"reviewgen/slides/x.py": "import importlib\nimportlib.import_module('reviewgen.model')"}, "x:2"),
    (unsteady, {"reviewgen/a.py": "from datetime import date\ndate.today()"}, "a:2 calls date.today"),
    (unsteady, {"reviewgen/a.py": "import datetime\n\ndatetime.datetime.now()"}, "a:3"),
    (unsteady, {"reviewgen/a.py": "import time\ntime.time()"}, "time.time"),
    (unsteady, {"reviewgen/a.py": LAZY + "import random"}, "random"),
    (unsteady, {"reviewgen/render/x.py": "from secrets import token_hex"}, "secrets"),
    (named_sides, {"reviewgen/render/x.py": "# the CLIENT's page"}, "CLIENT"),
    (named_sides, {"templates/html/x.html.j2": "<p>internal</p>"}, "internal"),
    (untranslated, {"reviewgen/locales/fr.toml": ""}, "fr.toml lacks a"),
    (untranslated, {"reviewgen/locales/fr.toml": 'a = "{count}"\nb = ""'}, "fr.toml has b"),
    (untranslated, {"reviewgen/locales/fr.toml": 'a = {one = "{count}", other = "{all}"}'}, "a (other)"),
    (untranslated, {"reviewgen/locales/fr.toml": 'a = {one = "{count}"}'}, "lacks the form other"),
)


@pytest.mark.parametrize(("rule", "files", "said"), BROKEN)
def test_a_broken_rule_is_found(
    rule: Callable[[Path], Iterator[str]], files: Mapping[str, str], said: str, tmp_path: Path
) -> None:
    found = list(rule(plant(tmp_path, files)))
    assert len(found) == 1, found
    assert said in found[0]


def test_what_is_allowed_is_not_found(tmp_path: Path) -> None:
    files = {
        "reviewgen/render/x.py": "import click_like\nimport reviewgen.deck",
        "reviewgen/sources/x.py": "import pandas",
        "reviewgen/cli/x.py": "import click\nfrom importlib import import_module\nimport_module('reviewgen.build')",
        "reviewgen/story.py": "def f(measure):\n    return measure.now\n",
        "reviewgen/locales/fr.toml": 'a = {one = "un {count}", other = "des {count}"}',
    }
    house = plant(tmp_path, files)
    assert [found for rule in RULES for found in rule(house)] == []
