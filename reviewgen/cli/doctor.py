"""reviewgen doctor."""

from __future__ import annotations

import ctypes.util
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec

import click

from reviewgen.cli import options

APT = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
BREW = "brew install pango"
MSYS = "pacman -S mingw-w64-ucrt-x86_64-pango"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for; without a needed one there is no PDF."""

    name: str
    found: bool
    needed: bool
    why: str


@click.command("doctor")
@options.as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Say what this machine lacks, and the one command that mends it."""
    findings = examine()
    missing = [one for one in findings if not one.found]
    if as_json:
        options.document({"findings": [asdict(one) for one in findings], "mend": mend() if missing else None})
    else:
        for one in findings:
            click.echo(f"{'ok     ' if one.found else 'missing'}  {one.name}: {one.why}")
        if missing:
            click.echo(f"\nTo mend it: {mend()}")
    ctx.exit(1 if any(one.needed for one in missing) else 0)


def examine() -> tuple[Finding, ...]:
    """Everything that a build needs, found or not."""
    from reviewgen.resources import folder

    fonts = folder("themes") / "default" / "fonts" / "Inter-Regular.ttf"
    return (
        Finding(f"Python {platform.python_version()}", sys.version_info >= (3, 11), True, "3.11 or later"),
        Finding("Pango", _library("pango-1.0-0", "pango-1.0"), True, "lays out the text of a PDF; PPTX needs it not"),
        Finding("PangoFT2", _library("pangoft2-1.0-0", "pangoft2-1.0"), True, "loads the fonts of a PDF"),
        Finding(
            "HarfBuzz subset",
            _library("harfbuzz-subset-0", "harfbuzz-subset"),
            False,
            "makes each PDF about a second faster",
        ),
        Finding("python-pptx", find_spec("pptx") is not None, True, "writes PowerPoint files"),
        Finding("Inter", fonts.is_file(), True, "the font of the default theme"),
    )


def mend() -> str:
    """The one command that installs what a PDF needs on this system."""
    system = platform.system()
    return BREW if system == "Darwin" else MSYS if system == "Windows" else APT


def _library(*names: str) -> bool:
    return any(ctypes.util.find_library(name) for name in names)
