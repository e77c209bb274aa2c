"""Look at a folder after its program or its power was cut: is it sound, what is there, does work go on."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

from sqlcipher3 import dbapi2

from app import paths
from app.explain import explain
from app.jobs import backups, restores
from db import DatabaseError, chain, checks, history, keyring
from db.faults import BadKeyring, PassphraseNeeded, RegisterFault, WrongPassphrase
from db.register import Register, open_register
from tests import made_up
from tests.faults import acting

_STAGING = paths.staging(Path()).name
_WHOLE: set[tuple[int, bytes]] = set()
Event = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds: the links of the history, the copies that open, the parcels on the stick.

    `after` is the head once work went on; `wrong` says what is not as it should be, empty where all is.
    """

    links: tuple[tuple[int, str], ...] = ()
    backups: frozenset[str] = frozenset()
    parcels: frozenset[tuple[str, str]] = frozenset()
    wrong: tuple[str, ...] = ()
    after: tuple[object, ...] = ()

    def reaches(self, head: Sequence[object]) -> bool:
        """Tell whether this history goes through a head."""
        length, act, sha256 = head
        return not length or self.links[int(str(length)) - 1 : int(str(length))] == ((act, sha256),)


@dataclass(slots=True)
class Told:
    """What a clerk has reported by some moment: the last head, copies and parcels done, what was begun."""

    head: Sequence[object]
    begun: str = ""
    then: Sequence[object] = ()
    phrases: list[str | None] = field(default_factory=lambda: [None])
    backups: set[str] = field(default_factory=set)
    parcels: set[tuple[str, str]] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        """Hear one more report."""
        if "begin" in event:
            self.begun = str(event["begin"])
            self.then = event.get("then", ())  # type: ignore[assignment]
            self.phrases = [None, acting.PHRASE] if self.begun == "rekey" else self.phrases
            return
        self.begun, self.head = "", event["head"]  # type: ignore[assignment]
        if "backup" in event:
            self.backups.add(str(event["backup"]))
        if "parcel" in event:
            name, sha256 = event["parcel"]  # type: ignore[misc]
            self.parcels.add((name, sha256))
        if "phrase" in event:
            self.phrases = [str(event["phrase"])]

    def faults(self, found: Found) -> list[str]:
        """Say what was reported and is missing, what is half there, and what is wrong besides."""
        said = list(found.wrong)
        if found.wrong and not found.links:
            return said
        if not found.reaches(self.head) and not (self.begun == "restore" and _is_at(found, self.then)):
            said.append(f"lost: {self.head} is not in a history of {len(found.links)}")
        elif len(found.links) - int(str(self.head[0])) > (1 if self.begun else 0):
            said.append(f"more than was begun: {len(found.links)} after {self.head}")
        missing = self.backups - found.backups
        said += [f"lost: copy {name}" for name in missing]
        said += [f"lost: parcel {name}" for name, _ in self.parcels - found.parcels]
        return said


def _is_at(found: Found, head: Sequence[object]) -> bool:
    return bool(head) and found.reaches(head) and len(found.links) == head[0]


def look(root: Path, *, phrases: Sequence[str | None] = (None,), go_on: bool = True) -> Found:
    """Open the folder as the next start does and look at everything; with `go_on` work in it and copy it."""
    folder = root / "data"
    said: list[str] = []
    # Where the mark of an open register lies, opening it looks the whole file over.
    looked_over = paths.open_mark(folder).exists()
    try:
        with acting.opened(folder, passphrase=_fitting(folder, phrases)) as db:
            links = tuple(
                db.execute("SELECT id, sha256 FROM act WHERE link IS NOT NULL ORDER BY link").fetchall()
            )
            said += (unchained(db) if looked_over else unbound(db)) + untold(db)
            opening = _copies(folder, phrases, said)
            if go_on:
                _goes_on(root, db)
            after = astuple(chain.head(db))
    except (RegisterFault, OSError, DatabaseError) as error:
        return Found(wrong=(f"does not open: {error!r} {explain(error)}",))
    return Found(links, frozenset(opening), frozenset(_parcels(root, said)), tuple(said), after)


def unbound(db: Register) -> list[str]:
    """Say where pages, references or the chain do not fit each other."""
    said = [
        f"{question}: {answer}"
        for question in ("quick_check", "foreign_key_check")
        for answer in db.execute(f"PRAGMA {question}").fetchall()
        if answer != ("ok",)
    ]
    return said + unchained(db)


def unchained(db: Register) -> list[str]:
    """Say where the history's chain breaks."""
    broken = chain.check(db)
    return [f"chain: {broken}"] if broken else []


def unsound(db: Register) -> list[str]:
    """Say where pages, references, the chain, or rows and their history do not fit each other."""
    return unbound(db) + untold(db)


def untold(db: Register) -> list[str]:
    """Say which rows are not what their history makes of them: an act that is there by half is one."""
    rows: dict[tuple[str, int], dict[str, object]] = {}
    for table, row, op, new in db.execute("SELECT tbl, row, op, new FROM history ORDER BY n"):
        if op == "delete":
            rows.pop((table, row), None)
        elif op == "insert":
            rows[table, row] = json.loads(new)
        else:
            rows[table, row].update(json.loads(new))
    said = []
    for table in history.travelling_tables(db):
        names = history.columns(db, table)
        for values in db.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall():
            body = dict(zip(names, values, strict=True))
            if rows.pop((table, body["id"]), None) != body:
                said.append(f"untold: {table} {body}")
    return said + [f"gone: {table} {row}" for table, row in rows]


def upgraded(folder: Path, known: Mapping[str, int]) -> list[str]:
    """Open an old release's register after its upgrading was cut short, and say what is missing or wrong."""
    with acting.opened(folder) as db:
        counts = {table: len(rows) for table, rows in made_up.content(db).items() if table in known}
        said = [f"lost: {counts}"] if counts != known else []
        # A migration gives rows columns that their history does not tell.
        said += [one for one in unsound(db) if not one.startswith(("untold", "gone"))]
    return said + list(_copied_first(folder, known))


def _copied_first(folder: Path, known: Mapping[str, int]) -> Iterator[str]:
    """Look into the copies made before the migration: there is at least one, and each is whole."""
    made = [one for one in backups.find(folder) if one.why == "升级前"]
    if not made:
        yield "no copy was made before"
    for one in made:
        with tempfile.TemporaryDirectory() as spare:
            file = Path(spare) / "copy.db"
            shutil.copyfile(one.file, file)
            db = open_register(file, keyring.key(one.ring), clock=made_up.Clock(), operator="")
            if any(len(rows) != known.get(table, len(rows)) for table, rows in made_up.content(db).items()):
                yield f"lost: rows in {one.file.name}"
            db.close()


def _fitting(folder: Path, phrases: Sequence[str | None]) -> str | None:
    for phrase in phrases[:-1]:
        try:
            keyring.unlock(paths.keyring(folder), phrase)
        except (PassphraseNeeded, WrongPassphrase, BadKeyring):
            continue
        return phrase
    return phrases[-1]


def _copies(folder: Path, phrases: Sequence[str | None], said: list[str]) -> set[str]:
    """Give the copies that open and are whole; each that is listed must be."""
    good = set()
    for one in backups.find(folder):
        key = keyring.key(one.ring, _fitting_ring(one.ring, phrases))
        # A copy never changes: one that was whole in an earlier state of the disk is so in this.
        this = (hash(one.file.read_bytes()), key)
        if this not in _WHOLE:
            wrong = checks.look_over(one.file, key)
            said += [f"copy {one.file.name}: {line}" for line in wrong]
            if wrong:
                continue
            _WHOLE.add(this)
        good.add(one.file.name)
    return good


def _fitting_ring(ring: Path, phrases: Sequence[str | None]) -> str | None:
    return None if not keyring.has_passphrase(ring) else phrases[-1]


def _parcels(root: Path, said: list[str]) -> set[tuple[str, str]]:
    """Give the parcels on the stick by name and SHA-256; each must be one that was sealed."""
    sealed = {_sha256(path) for path in paths.outbox(root / "data").glob("*.wuyou")}
    there = {(path.name, _sha256(path)) for path in (root / "stick").glob("*.wuyou")}
    said += [f"parcel {name} is torn" for name, sha256 in there if sha256 not in sealed]
    return there


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _goes_on(root: Path, db: Register) -> None:
    """Work as on any other day; what fails is raised."""
    clerk = acting.Clerk(root, lambda _event: None, seed=1, books=[])
    clerk.do(db, "mark")
    clerk.do(db, "backup")


def likeness(files: Iterable[tuple[str, bytes]]) -> int:
    """Give a number that two disks share where a program would find the same on them.

    What bears the name of a part is never read but taken away, and so is what was unpacked beside, and what
    was to take the register's place where no plan says so: of these only the names count. The hash is
    Python's own, whose seed is the process's: it need not outlive it.
    """
    found = dict(files)
    unread = {name for name in found if name.endswith(".part") or f"/{_STAGING}/" in name}
    if not any(name.endswith(restores.PLAN) for name in found):
        unread |= {name for name in found if Path(name).name.startswith(restores.STAGED)}
    return hash(tuple((name, 0 if name in unread else hash(found[name])) for name in sorted(found)))


def on_disk(root: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file under a folder by its name, but those that lie in memory only, and the folders."""
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_dir():
            yield f"{name}/", b""
        elif not name.endswith("-shm"):
            yield name, path.read_bytes()


def settle(folder: Path, phrases: Sequence[str | None]) -> bool:
    """Bring what lies beside a register into it, as whoever opens it does first; tell whether it could be.

    A register that was cut off at many moments is often the same once that is done.
    """
    file = paths.register(folder)
    if (folder / restores.PLAN).exists() or not file.exists():
        return False
    try:
        unlocked = keyring.unlock(paths.keyring(folder), _fitting(folder, phrases))
    except (RegisterFault, OSError):
        return False
    return any(key is not None and _settled(file, key) for key in (unlocked.next_key, unlocked.key))


def _settled(file: Path, key: bytes) -> bool:
    connection = dbapi2.connect(file)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True
