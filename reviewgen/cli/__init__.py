"""The command line: options in, one call, words out. The only place that prints or exits.

Commands load lazily, so that `reviewgen --help` imports nothing but click.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

from reviewgen import __version__

COMMANDS = {
    "init": "Start a workspace that builds as it stands.",
    "check": "Say everything that is wrong or doubtful in a workspace.",
    "show": "Show a scorecard in the terminal.",
    "explain": "Say where a number comes from, down to its rows.",
    "build": "Build the decks of a quarter.",
    "tiers": "Show what an account sees, and what the next tier would show it.",
    "terms": "List the terms of use, their state and whom to ask.",
    "audit": "Look in a finished file for what the client may not see.",
    "doctor": "Say what this machine lacks, and the command that mends it.",
    "schema": "Print the JSON Schema of a workspace file.",
}
EPILOG = "Exit codes: 0 done, 1 failed, 2 usage, 3 data problems, 4 leak."


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"reviewgen.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest command named when there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=sorted(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reviewgen")
def group() -> None:
    """Quarterly business reviews for key accounts: one set of KPI rows, a PDF and a PPTX that each side may see."""


def main() -> None:
    """Run the command line and exit with its code."""
    from reviewgen.cli import interrupt
    from reviewgen.cli.failures import explain

    _encode()
    interrupt.listen()
    try:
        code = group(prog_name="reviewgen", standalone_mode=False)
        interrupt.stop()
    except Exception as error:
        sys.exit(explain(error))
    except KeyboardInterrupt:
        sys.exit(explain(click.Abort()))
    sys.exit(code if isinstance(code, int) else 0)


def _encode() -> None:
    """Let an output that cannot write a sign (● in ASCII, say) write its code instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
