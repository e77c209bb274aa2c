"""Open a register: one encrypted SQLite file on a local disk, migrated, its history watched."""

import re
import secrets
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from db import chain, history, undoing
from db.connecting import keyed
from db.faults import NewerRegister, Shut, WrongKey
from db.ids import Ids
from db.migrations import series

PRAGMAS = (
    "journal_mode = WAL",  # with sqlcipher the rollback journal can leave a page that fails its MAC for good
    "synchronous = FULL",
    "foreign_keys = OFF",  # on again after migrating
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "busy_timeout = 5000",
    "mmap_size = 0",
    "cache_size = -65536",  # in KiB: a page that has gone from the cache is decrypted and checked again
    "temp_store = MEMORY",
    "secure_delete = ON",
    "journal_size_limit = 16777216",
)
PROGRAM = "program"


DAY_MS = 86_400_000
# Acts rise in the order in which they are committed, whoever took a number first. So does their time, a
# hybrid logical clock: the wall clock's milliseconds above a counter, never going back.
_BEGUN = (
    "INSERT INTO act (id, name, clock, device, operator, undoes) "
    "SELECT max(?, coalesce(a.id + 1, 0)), ?, max(? << 16, coalesce(a.clock + 1, 0)), context.device, ?, ? "
    "FROM context LEFT JOIN act a ON a.id = (SELECT max(id) FROM act) RETURNING id, clock >> 16"
)


class Register(Database):
    """A register that is open: a database which knows its clock, its chance and who is at the desk.

    `clock` gives milliseconds since 1970 and `chance(bits)` a random integer: they are arguments of
    opening because every row needs an id and every act a time. `shut` is empty, or the sentence that says why
    nothing may be changed; `doubted` tells that the computer's clock cannot be right.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        clock: Callable[[], int],
        chance: Callable[[int], int],
        operator: str,
    ) -> None:
        """Connect; `open_register` does all that makes the connection fit for use."""
        self.path, self.key, self.operator = path, key, operator
        self.shut = ""
        self.doubted = False
        self.clock, self.chance = clock, chance
        self._ids = Ids(clock, chance)
        self._asked: weakref.WeakSet[dbapi2.Cursor] = weakref.WeakSet()
        # Plugins of sqlite-utils are for its command line; to look for them a start would read every package.
        super().__init__(_connected(path, key), execute_plugins=False)

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> dbapi2.Cursor:
        """Ask or tell the register something, as `Database.execute` does."""
        cursor: dbapi2.Cursor = super().execute(sql, parameters)
        self._asked.add(cursor)
        return cursor

    def executescript(self, sql: str) -> dbapi2.Cursor:
        """Do all that a script says in the transaction there is, as `Database.executescript` does.

        That one asks after every single character whether a statement is over; at a semicolon it may be.
        """
        cursor, statement = self.conn.cursor(), ""
        for piece in re.split("(?<=;)", sql.rstrip()):
            statement += piece
            if dbapi2.complete_statement(statement):
                cursor.execute(statement)
                statement = ""
        if statement.strip():
            cursor.execute(statement)
        return cursor

    def close(self) -> None:
        """Close the connection, and with it the file.

        The driver forgets a question that is asked twice at a time. One that was refused half way, and that
        the error still holds, would keep the file open: nothing could take its place then.
        """
        for cursor in list(self._asked):
            with suppress(dbapi2.ProgrammingError):  # closed already
                cursor.close()
        super().close()

    def lock(self) -> None:
        """Close the connection and drop the key; until `unlock` nothing can be read or written."""
        self.close()
        self.key = b""

    def unlock(self, key: bytes) -> None:
        """Connect again after `lock`; raise `WrongKey` where the key does not fit."""
        super().__init__(_connected(self.path, key), execute_plugins=False)
        self.key = key
        self.execute("PRAGMA foreign_keys = ON")

    def new_id(self) -> int:
        """Give a new row's id."""
        return self._ids.new()

    def follow(self) -> None:
        """Give ids only after those given before, whatever the clock says now."""
        self._ids.follow(history.newest_id(self))

    def again(self) -> "Register":
        """Open the same register a second time, for a worker thread."""
        other = Register(self.path, self.key, clock=self.clock, chance=self.chance, operator=self.operator)
        other._ids, other.shut, other.doubted = self._ids, self.shut, self.doubted
        other.execute("PRAGMA foreign_keys = ON")
        return other

    def stamp(self) -> tuple[int, int]:
        """Give a pair that differs after any change, whoever made it: a page compares it and refreshes."""
        return self.conn.total_changes, self.execute("PRAGMA data_version").fetchone()[0]

    @contextmanager
    def act(self, name: str, *, undoes: int | None = None, recording: bool = True) -> Iterator["Register"]:
        """Do one named thing: one transaction, one line in the list of acts, every change recorded under it.

        `name` is the Chinese phrase the clerk reads in 撤销 and in the list of changes. Within another
        act it joins that one. An act that changed nothing leaves no trace. `recording=False` is for
        rows of other schools, whose history is their own. Raise `Shut` where nothing may be changed.
        """
        self.require_open()
        if self.execute("SELECT 1 FROM context WHERE act IS NOT NULL").fetchone():
            with self.atomic():
                yield self
            return
        with self.atomic():
            wall = self.clock()
            begun = [self.new_id(), name, wall, self.operator, undoes]
            ((act, at),) = self.execute(_BEGUN, begun).fetchall()
            # The act's own time lies ahead where a clock was once set wrong; then what this one says is kept.
            if self.doubted or at > wall + DAY_MS:
                told = [act, wall, self.doubted]
                self.execute("INSERT INTO act_clock (act, wall, doubted) VALUES (?, ?, ?)", told)
            self.execute("UPDATE context SET act = ?, recording = ?", [act, int(recording)])
            yield self
            self.execute("UPDATE context SET act = NULL, recording = 1")
            if not chain.bind(self, act):
                self.execute("DELETE FROM act WHERE id = ?", [act])

    def require_open(self) -> None:
        """Raise `Shut` where nothing may be changed or sent from here."""
        if self.shut:
            raise Shut(self.shut)

    def undoable(self) -> str | None:
        """Give the name of the act that `undo` would undo, or None."""
        found = undoing.last_undoable(self)
        return found.name if found else None

    def redoable(self) -> str | None:
        """Give the name of the act that `redo` would do again, or None."""
        found = undoing.last_redoable(self)
        return found.name if found else None

    def undo(self) -> str | None:
        """Undo the newest act of this laptop and give its name, or None when there is none.

        Raise `UndoRefused` where something later depends on it; nothing is changed then.
        """
        return self._reverse(undoing.last_undoable(self), "撤销")

    def redo(self) -> str | None:
        """Do again what was undone last and give its name, or None; raise `UndoRefused` as `undo` does."""
        return self._reverse(undoing.last_redoable(self), "重做")

    def _reverse(self, found: undoing.Act | None, verb: str) -> str | None:
        if found is None:
            return None
        with self.act(f"{verb}：{found.name}", undoes=found.id):
            undoing.reverse(self, found.id)
        return found.name


def _connected(path: Path, key: bytes) -> dbapi2.Connection:
    """Connect to a register's file, or a new one; raise `WrongKey`."""
    # A worker thread opens its own connection (`again`) and closes it; check_same_thread only
    # forbids handing over a connection that nobody uses any more, as the window does when it ends.
    connection = keyed(path, key, any_thread=True)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        if "file is not a database" in str(error) or "hmac check failed" in str(error):
            raise WrongKey(str(path)) from error
        raise
    return connection


def open_register(
    path: Path,
    key: bytes,
    *,
    clock: Callable[[], int],
    chance: Callable[[int], int] = secrets.randbits,
    operator: str,
    before_migrating: Callable[[Register], None] | None = None,
) -> Register:
    """Open a register or make a new one, migrated to this program's schema.

    `before_migrating` is called only where an existing register has steps pending, to copy it first.
    Raise `NewerRegister` where it holds steps this program does not know, `WrongKey` where the key
    does not fit, `Tampered` where its triggers are not ours.
    """
    db = Register(path, key, clock=clock, chance=chance, operator=operator)
    try:
        _migrate(db, before_migrating)
    except BaseException:
        db.close()
        raise
    return db


def signed(db: Register, program: str) -> None:
    """Note in a register the version of the program that opened it last, for older ones to name."""
    if _program(db) != program:
        with db.atomic():
            db.execute(
                "INSERT INTO setting (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [PROGRAM, program],
            )


def _program(db: Register) -> str:
    row = db.execute("SELECT value FROM setting WHERE key = ?", [PROGRAM]).fetchone()
    return row[0] if row else ""


def _migrate(db: Register, before_migrating: Callable[[Register], None] | None) -> None:
    done = {step.name for step in series.applied(db)}
    known = {step.name for step in series.pending(Database(memory=True, execute_plugins=False))}
    if done - known:
        raise NewerRegister(", ".join(sorted(done - known)), _program(db))
    if known != done:
        if done and before_migrating:
            before_migrating(db)
        # All steps or none: cut short between two of them, the register would open nowhere.
        with db.atomic():
            history.remove(db)
            series.apply(db)
            history.install(db)
            chain.catch_up(db)
            db.execute(
                "INSERT OR IGNORE INTO context (one, register, device) VALUES (1, ?, ?)",
                [f"{db.chance(128):032x}", db.new_id()],
            )
    history.check(db)
    db.execute("PRAGMA foreign_keys = ON")
    db.follow()
