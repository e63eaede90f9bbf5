"""reviewgen doctor."""

from __future__ import annotations

import ctypes
import ctypes.util
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import click

from reviewgen.cli import options

APT = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
BREW = "brew install pango"
MSYS = "pacman -S mingw-w64-ucrt-x86_64-pango"
PIP = "{python} -m pip install --force-reinstall reviewgen"
MODULES = {"pptx": "writes PowerPoint files", "weasyprint": "writes PDFs", "matplotlib": "draws the charts of a PDF"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for; without a needed one a build fails. `system`: the system's packages bring it."""

    name: str
    found: bool
    needed: bool
    why: str
    system: bool = False


@click.command("doctor")
@options.as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Say what this machine lacks, and the one command that mends it."""
    findings = examine()
    cure = mend(findings, platform.system())
    if as_json:
        options.document({"findings": [asdict(one) for one in findings], "mend": cure})
    else:
        for one in findings:
            click.echo(f"{'ok     ' if one.found else 'missing'}  {one.name}: {one.why}")
        click.echo(f"\nTo mend it: {cure}" if cure else "\nNothing is missing.")
    ctx.exit(1 if any(one.needed and not one.found for one in findings) else 0)


def examine(
    loads: Callable[[str], bool] | None = None,
    has_module: Callable[[str], bool] = lambda name: find_spec(name) is not None,
    themes: Path | None = None,
) -> tuple[Finding, ...]:
    """Everything that a build needs, found or not.

    `loads` says whether the system can load a library of that base name, `has_module` whether Python finds a module.
    """
    from reviewgen.resources import folder

    can = loads or loadable
    fonts = (themes or folder("themes")) / "default" / "fonts" / "Inter-Regular.ttf"
    return (
        Finding(f"Python {platform.python_version()}", sys.version_info >= (3, 11), True, "3.11 or later"),
        Finding("Pango", can("pango-1.0"), True, "lays out the text of a PDF; PPTX needs it not", True),
        Finding("PangoFT2", can("pangoft2-1.0"), True, "loads the fonts of a PDF; PPTX needs it not", True),
        Finding("HarfBuzz subset", can("harfbuzz-subset"), False, "makes each PDF about a second faster", True),
        *(Finding(name, has_module(name), True, why) for name, why in MODULES.items()),
        Finding("Inter", fonts.is_file(), True, "the font of the default theme"),
    )


def mend(findings: Sequence[Finding], system: str) -> str | None:
    """The one command that brings what is missing on `system` (as platform.system names it); None when nothing is."""
    missing = [one for one in findings if not one.found]
    parts = []
    if any(one.system for one in missing):
        parts.append({"Darwin": BREW, "Windows": MSYS}.get(system, APT))
    if any(not one.system for one in missing):
        parts.append(PIP.format(python=sys.executable))
    return " && ".join(parts) or None


def loadable(name: str) -> bool:
    """True when the PDF renderer will be able to load the library: tried, as the renderer tries it."""
    found = ctypes.util.find_library(name) or ctypes.util.find_library(f"{name}-0")
    tries = [f"lib{name}{end}" for end in ("-0", ".so.0", ".0.dylib", ".dylib", "-0.dll")]
    return any(_opens(file) for file in (*([found] if found else []), *tries))


def _opens(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
