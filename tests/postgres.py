"""A PostgreSQL server of our own, started in a temporary folder and stopped again; never the machine's."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pg8000.native import Connection

PASSWORD = "五有 test/@"
_QUOTED = "%E4%BA%94%E6%9C%89%20test%2F%40"


def programs() -> Path | None:
    """Give the folder of the server's programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@dataclass(frozen=True)
class Cluster:
    """A running server: its port, and the folder of its socket."""

    port: int
    folder: Path

    def url(self, database: str = "postgres", *, user: str = "wuyou", password: str = _QUOTED) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> Connection:
        # Nothing is encrypted: to read the machine's certificates takes longer than any question here.
        return Connection(
            "wuyou", host="127.0.0.1", port=self.port, database=database, password=PASSWORD, ssl_context=False
        )

    def ask(self, sql: str, database: str = "postgres", **values: Any) -> list[Any]:
        connection = self.connect(database)
        try:
            return list(connection.run(sql, **values) or ())
        finally:
            connection.close()

    def create(self, database: str) -> str:
        """Make an empty database and give its URL."""
        self.ask(f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'")
        return self.url(database)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server as somebody who is not root, which PostgreSQL refuses, and stop it afterwards."""
    where = programs()
    assert where is not None, "PostgreSQL is not installed; `python3 dev.py test` brings it"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="wuyou-postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    somebody: list[str] = []
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres")
        somebody = ["runuser", "-u", "postgres", "--"]

    def run(*command: str | Path) -> None:
        # A log of its own: the server keeps what it was given open for as long as it runs.
        with (folder / "said").open("ab") as said:
            subprocess.run([*somebody, *map(str, command)], check=True, stdout=said, stderr=said, cwd="/")

    data = folder / "data"
    try:
        run(where / "initdb", "-D", data, "-U", "wuyou", "-A", "scram-sha-256", f"--pwfile={secret}",
            "-E", "UTF8", "--locale=C", "-N")  # fmt: skip
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off -k {folder}"
        run(where / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield Cluster(port, folder)
        finally:
            run(where / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
