"""A PostgreSQL server of its own for a test run, reached by a socket in its own folder and by nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

OWNER, PASSWORD = "keeper", "p@ss:w/rd-Zx81"


@dataclass(frozen=True)
class Server:
    """A running server; `folder` holds its socket."""

    folder: Path

    def url(self, database: str = "postgres", user: str = OWNER, password: str = PASSWORD) -> str:
        """The address of a database, as a user writes it."""
        return f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@/{database}?host={self.folder}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the owner, who may write."""
        link = psycopg.connect(host=str(self.folder), user=OWNER, password=PASSWORD, dbname=database, autocommit=True)
        with link:
            for statement in statements:
                link.execute(statement)  # type: ignore[call-overload]

    def fill(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Rows into a table."""
        with psycopg.connect(host=str(self.folder), user=OWNER, password=PASSWORD, dbname="postgres") as link:
            marks = ", ".join(["%s"] * len(rows[0]))
            link.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # type: ignore[call-overload]


@contextmanager
def running() -> Iterator[Server]:
    """A server that is stopped, and its folder removed, in the end; where PostgreSQL is not installed, a failure."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="rg-pg-", dir="/tmp"))
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o600)
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    try:
        _run(programs / "initdb", "-D", data, "-U", OWNER, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=16MB"
        _run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", settings, "start")
        try:
            yield Server(folder)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        pytest.fail("PostgreSQL is not installed; on Debian: tools/system-packages postgresql")
    return found[-1].parent


def _run(*command: object) -> None:
    """A server does not run as root: then its programs run as the user postgres."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryFile() as said:  # a pipe would stay open for as long as the server runs
        done = subprocess.run([*as_user, *map(str, command)], stdout=said, stderr=said, cwd="/")
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
