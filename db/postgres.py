"""PostgreSQL: where a county's consolidated rows and figures can be asked by many at once.

A copy and no register: it is loaded by COPY, a school in one transaction, and may be thrown away and
loaded anew at any time. What lies in it is said by `db.published`.
"""

import socket
import ssl
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pg8000.exceptions import DatabaseError, InterfaceError
from pg8000.native import Connection

from db.published import DESKS, FIGURES, FORM, ROWS, SCHEMA, TABLES, making

# So many characters go to the server at once.
_CHUNK = 1 << 18
_WAIT_S = 15
_HERE = ("localhost", "127.0.0.1", "::1")
# By SQLSTATE, as PostgreSQL's manual lists them, the longest that fits.
_REASONS = {
    "28": "login",
    "3D000": "no_database",
    "42501": "denied",
    "2BP01": "depended_on",
    "53": "full",
    "57P": "gone",
    "08": "gone",
}


class PostgresFault(Exception):
    """Say by a `reason` what kept the server from taking what was sent; `detail` is in its own words.

    The reasons: address, unreachable, tls, login, no_database, denied, depended_on, full, gone, newer,
    foreign, claimed, refused.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        """Remember both."""
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address, read from a URL; `tls` says whether the connection must be closed to others."""

    user: str
    password: str | None
    host: str
    port: int
    database: str
    socket: str | None
    tls: bool


def address(url: str, *, password: str | None = None) -> Address:
    """Read `postgresql://user:password@host:port/database`; raise `PostgresFault` where it is none.

    `?host=/folder` names a socket's folder. Beyond this machine a connection is encrypted unless
    `?sslmode=disable` says otherwise. `password` is used where the URL has none.
    """
    try:
        read = urlsplit(url)
        port = read.port or 5432
        asked = dict(parse_qsl(read.query, strict_parsing=bool(read.query)))
    except ValueError as error:
        raise PostgresFault("address", str(error)) from error
    database, user = unquote(read.path.lstrip("/")), unquote(read.username or "")
    folder = asked.pop("host", "")
    mode = asked.pop("sslmode", "")
    host = read.hostname or ("localhost" if not folder else "")
    if read.scheme not in ("postgresql", "postgres") or not database or not user or asked:
        raise PostgresFault("address", "")
    if mode not in ("", "disable", "require", "verify-full") or (folder and not folder.startswith("/")):
        raise PostgresFault("address", mode or folder)
    return Address(
        user,
        unquote(read.password) if read.password is not None else password,
        host,
        port,
        database,
        str(Path(folder) / f".s.PGSQL.{port}") if folder else None,
        not folder and (mode not in ("", "disable") or (host not in _HERE and not mode)),
    )


@contextmanager
def connected(where: Address) -> Iterator["Server"]:
    """Connect to a server; raise `PostgresFault` where that fails, now or later."""
    with _told():
        try:
            connection = Connection(
                where.user,
                host=where.host,
                port=where.port,
                database=where.database,
                password=where.password,
                unix_sock=where.socket,
                ssl_context=ssl.create_default_context() if where.tls else None,
                timeout=_WAIT_S,
                application_name="wuyou",
            )
        except ssl.SSLError as error:
            raise PostgresFault("tls", str(error)) from error
        except InterfaceError as error:
            raise PostgresFault("tls" if "SSL" in str(error) else "unreachable", str(error)) from error
    try:
        # A school of thousands takes longer than a greeting: from here on the server may take its time.
        connection._usock.settimeout(None)
        if where.socket is None:
            # Every table ends in a few bytes; they would wait until the ones before were answered for.
            connection._usock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Server(connection)
    finally:
        with suppress(InterfaceError, DatabaseError, OSError):
            connection.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        said: Any = error.args[0] if error.args else {}
        code, words = (said.get("C", ""), said.get("M", "")) if isinstance(said, dict) else ("", str(said))
        reason = next((why for part, why in _REASONS.items() if code.startswith(part)), "refused")
        raise PostgresFault(reason, words) from error
    except (InterfaceError, OSError) as error:
        raise PostgresFault("gone", str(error)) from error


class Server:
    """A server that is connected."""

    def __init__(self, connection: Connection) -> None:
        """Hold the connection."""
        self._connection = connection

    def ask(self, sql: str, **values: object) -> list[list[Any]]:
        """Run one statement and give its rows; `:name` stands for a value."""
        with _told():
            return list(self._connection.run(sql, **values) or ())

    @contextmanager
    def together(self) -> Iterator[None]:
        """Do what follows in one transaction, nobody else writing here meanwhile."""
        self.ask("START TRANSACTION")
        try:
            self.ask("SELECT pg_advisory_xact_lock(hashtext('wuyou'))")
            yield
            self.ask("COMMIT")
        except BaseException:
            with suppress(PostgresFault):
                self.ask("ROLLBACK")
            raise

    def prepare(self) -> None:
        """Make the tables and views where there are none, or those of an older form anew.

        Raise `PostgresFault` `newer` or `foreign` for what is not ours to change, and `depended_on` where
        somebody built views of their own on an older form.
        """
        with self.together():
            there = self._form()
            if there == FORM:
                return
            if there is not None and there > FORM:
                raise PostgresFault("newer", str(there))
            if there is not None:
                self._take_away()
            else:
                self.ask(f"CREATE SCHEMA {SCHEMA}")
            for statement in making():
                self.ask(statement)
            self.ask(f"INSERT INTO {SCHEMA}.form (form) VALUES (:form)", form=FORM)

    def _form(self) -> int | None:
        """Give the form of what lies there, None for nothing; raise for what somebody else made."""
        if not self.ask("SELECT 1 FROM pg_namespace WHERE nspname = :name", name=SCHEMA):
            return None
        if not self.ask(
            "SELECT 1 FROM pg_tables WHERE schemaname = :name AND tablename = 'form'", name=SCHEMA
        ):
            raise PostgresFault("foreign", SCHEMA)
        return int(self.ask(f"SELECT max(form) FROM {SCHEMA}.form")[0][0])

    def _take_away(self) -> None:
        """Drop every table and view of an older form, together, but nothing that others built on them."""
        for kind, catalogue, column in (
            ("VIEW", "pg_views", "viewname"),
            ("TABLE", "pg_tables", "tablename"),
        ):
            found = self.ask(
                f"SELECT string_agg(format('%I.%I', schemaname, {column}), ', ') FROM {catalogue} "
                "WHERE schemaname = :name",
                name=SCHEMA,
            )
            if found[0][0]:
                self.ask(f"DROP {kind} {found[0][0]}")

    def published(self) -> dict[int, str]:
        """Give for every school there the stamp under which its rows were loaded."""
        return {int(school): stamp for school, stamp in self.ask(f"SELECT id, stamp FROM {SCHEMA}.school")}

    def desks(self) -> dict[int, tuple[int, str]]:
        """Give for every school there the desk that published it, and what that is called."""
        found = self.ask(f"SELECT id, desk, desk_name FROM {SCHEMA}.school")
        return {int(school): (int(desk), name) for school, desk, name in found}

    def years(self, school: int) -> list[int]:
        """List the years of which figures of a school lie there."""
        found = self.ask(f"SELECT year FROM {SCHEMA}.figure WHERE school = :school ORDER BY 1", school=school)
        return [int(row[0]) for row in found]

    def load(
        self,
        school: int,
        head: Mapping[str, object],
        tables: Mapping[str, Iterable[Sequence[object]]],
        *,
        instead_of: Container[int] = (),
    ) -> int:
        """Put a school there as it is now, in place of what there was, in one transaction; count the rows.

        `head` is its row of `school`. Tables of rows that are not given stay as they are; figures are
        always put there anew. Raise `PostgresFault` `claimed` where another desk than those in `instead_of`
        published it.
        """
        gone = [name for name in (*ROWS, *FIGURES) if name in tables]
        written = 0
        with self.together():
            desk, name = self.desks().get(school, (head["desk"], ""))
            if desk != head["desk"] and desk not in instead_of:
                raise PostgresFault("claimed", name)
            self.ask(f"DELETE FROM {SCHEMA}.school WHERE id = :school", school=school)
            self._copy("school", [[head[name] for name in TABLES["school"]]])
            for name in gone:
                self.ask(f"DELETE FROM {SCHEMA}.{name} WHERE school = :school", school=school)
                written += self._copy(name, tables[name])
        return written

    def load_desk(
        self,
        desk: int,
        tables: Mapping[str, Iterable[Sequence[object]]],
        *,
        instead_of: Iterable[int] = (),
    ) -> None:
        """Put there what one desk says of all its schools, in place of what it said before.

        What the desks in `instead_of` said, and the schools that only they had, go.
        """
        with self.together():
            for other in instead_of:
                for name in (*ROWS, *FIGURES):
                    self.ask(
                        f"DELETE FROM {SCHEMA}.{name} WHERE school IN (SELECT id FROM {SCHEMA}.school "
                        "WHERE desk = :desk)",
                        desk=other,
                    )
                self.ask(f"DELETE FROM {SCHEMA}.school WHERE desk = :desk", desk=other)
                for name in DESKS:
                    self.ask(f"DELETE FROM {SCHEMA}.{name} WHERE desk = :desk", desk=other)
            for name in DESKS:
                self.ask(f"DELETE FROM {SCHEMA}.{name} WHERE desk = :desk", desk=desk)
                self._copy(name, tables[name])

    def _copy(self, table: str, rows: Iterable[Sequence[object]]) -> int:
        counted = _Counted(rows)
        with _told():
            self._connection.run(
                f"COPY {SCHEMA}.{table} ({', '.join(TABLES[table])}) FROM STDIN", stream=_chunks(counted)
            )
        return counted.number


class _Counted:
    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self._rows:
            self.number += 1
            yield row


def _chunks(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for row in rows:
        line = "\t".join(map(written, row)) + "\n"
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""}  # PostgreSQL knows no zero in a text
)


def written(value: object) -> str:
    """Write a value as COPY's text format wants it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES).encode("utf-8", "replace").decode()
    return str(value)
