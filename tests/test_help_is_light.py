"""`reviewgen --help` imports no heavy library, so that it answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "pandas", "numpy", "matplotlib", "weasyprint", "pptx", "pydantic", "babel", "jinja2", "lxml", "pikepdf",
    "pypdfium2", "yaml", "rich",
)  # fmt: skip
PROBE = """
import sys
sys.argv = ["reviewgen", *{words}]
from reviewgen.cli import main
try:
    main()
except SystemExit as done:
    code = done.code
loaded = sorted({{name.partition(".")[0] for name in sys.modules}} & set({heavy}))
print("code", code, "loaded", *loaded, file=sys.stderr)
"""


def told(*words: str) -> subprocess.CompletedProcess[str]:
    """A run of the command line that tells on its error stream what it had imported at its end."""
    probe = PROBE.format(words=list(words), heavy=HEAVY)
    return subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("build", "--help"), ("check", "--help"), ("explain", "--help")]
)
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    found = told(*words)
    assert found.stderr.strip() == "code 0 loaded"
    assert "reviewgen" in found.stdout


def test_the_probe_sees_what_a_command_imports() -> None:
    assert "pydantic" in told("schema", "kpis").stderr
