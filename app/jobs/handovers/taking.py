"""Take a pack in on a laptop where nothing was begun: beside first, looked over, and then in its place."""

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import faults, handovers, parts
from app.exchange.handovers import Manifest
from app.jobs import files, restores, siblings
from app.jobs.handovers.packing import refuse_full
from app.progress import Tell
from app.school import handovers as records
from app.school import schools
from db import chain, checks, copies, keyring, places
from db.faults import Damaged, NewerRegister, RegisterFault
from db.register import open_register

PLAN, STAGED = "taking_over.json", "~taking_over"
FOREIGN = "这个交接包里的数据打不开或不完整，没有采用，本机没有改动。请移交人重新做一份。"


def take(path: Path, folder: Path, *, phrase: str, clerk: str, clock: Callable[[], int], tell: Tell) -> str:
    """Take a pack in on a laptop where nothing was begun, and give the sentence that says what is there now.

    The data folder must not be open. Everything is unpacked beside, every hash checked and the register
    looked over before anything takes its place. Where a passphrase was needed, the pack's phrase is the new
    clerk's and those before have none any more. Raise `UserError`; then nothing has changed here.
    """
    places.refuse_unsafe(folder)
    with places.lock(folder):
        finish(folder)
        restores.finish(folder)
        begun = _refuse_begun(folder, clock)
        staged = folder / STAGED
        _clear(staged)
        try:
            refuse_full(folder, path.stat().st_size)
            staged.mkdir()
            manifest = handovers.unpack(path, staged, phrase=phrase, tell=tell)
            tell(0, 0, "正在核对数据")
            said = _ready(staged, manifest, phrase=phrase, clerk=clerk, clock=clock)
            files.keep(
                folder / PLAN, json.dumps({"aside": _aside(folder, clock()) if begun else ""}).encode()
            )
        except OSError as error:
            _clear(staged)
            raise UserError(faults.sentence(error, place="本机磁盘") or FOREIGN) from error
        except BaseException:
            _clear(staged)
            raise
        finish(folder)
        return said


def finish(folder: Path) -> None:
    """Finish a taking over that was cut short once it had begun to move files; otherwise do nothing."""
    plan, staged = folder / PLAN, folder / STAGED
    if not plan.exists():
        return
    aside = json.loads(plan.read_text(encoding="utf-8"))["aside"]
    # The register comes last: while it still lies beside, the rest may be moved again.
    if (staged / "school.db").exists():
        for name in handovers.FOLDERS:
            if (staged / name).is_dir():
                _move(staged / name, folder / name)
        if (staged / "window.ini").exists():
            (staged / "window.ini").replace(folder / "window.ini")
        if aside:
            (folder / aside).mkdir(exist_ok=True)
            for file in [*sorted(folder.glob("school.db*")), paths.keyring(folder)]:
                if file.is_file():
                    file.replace(folder / aside / file.name)
        keyring.put(staged / "keys.json", paths.keyring(folder))
        (staged / "school.db").replace(paths.register(folder))
        parts.flush_folder(folder)
    _clear(staged)
    plan.unlink()


def _refuse_begun(folder: Path, clock: Callable[[], int]) -> bool:
    """Refuse where work was begun here; tell whether an empty register must go aside first."""
    ring, file = paths.keyring(folder), paths.register(folder)
    refusal = UserError(
        "这台电脑上已经有数据，没有接收交接包，什么也没有改动。"
        "交接包要在没有用过五有的电脑上接收；本机的数据不要了的，请先把数据文件夹整个移到别处。"
    )
    worked_in = [paths.backups(folder), *(folder / name for name in handovers.FOLDERS)]
    if any(place.is_dir() and any(place.iterdir()) for place in worked_in):
        raise refusal
    if not file.exists():
        return keyring.exists(ring)
    try:
        db = open_register(file, keyring.key(ring), clock=clock, operator="")
    except RegisterFault as error:
        raise refusal from error
    try:
        if schools.own_id(db) is not None or siblings.joining(db) is not None:
            raise refusal
        copies.settle(db)
    finally:
        db.close()
    return True


def _ready(staged: Path, manifest: Manifest, *, phrase: str, clerk: str, clock: Callable[[], int]) -> str:
    """Look over what was unpacked, make it this laptop's, and give the sentence about it."""
    file, ring = staged / "school.db", staged / "keys.json"
    names = {piece.name for piece in manifest.pieces}
    try:
        key = bytes.fromhex(str(manifest.about["key"]))
        if not {"school.db", "keys.json"} <= names or len(key) != keyring.KEY_BYTES:
            raise UserError(FOREIGN)
        wrong = checks.look_over(file, key)
        if wrong:
            raise Damaged(file, wrong)
        if keyring.has_passphrase(ring):
            before = keyring.names(ring)
            keyring.add_clerk(ring, key, phrase, clerk=clerk)
            for name in before:
                if name != clerk:
                    keyring.drop_clerk(ring, name)
        elif keyring.key(ring) != key:
            raise UserError(FOREIGN)
        return _adopted(file, key, manifest.about, clerk, clock)
    except NewerRegister as error:
        raise UserError(handovers.NEWER) from error
    except (RegisterFault, KeyError, ValueError, TypeError) as error:
        raise UserError(FOREIGN) from error


def _adopted(
    file: Path, key: bytes, about: Mapping[str, object], clerk: str, clock: Callable[[], int]
) -> str:
    """Compare the register with what its maker said of it, raise its epoch, and note who took over."""
    db = open_register(file, key, clock=clock, operator="")
    try:
        said = about["state"]
        head = chain.Head(**said["head"])  # type: ignore[index]
        school = schools.own(db)
        if chain.check(db) is not None or not chain.holds(db, head):
            raise UserError(FOREIGN)
        epoch = schools.setting(db, "epoch")
        if epoch:
            schools.keep(db, "epoch", str(int(epoch) + 1))
        if clerk:
            schools.keep(db, "operator", clerk)
        day = datetime.fromtimestamp(clock() / 1000).date().isoformat()
        records.keep_taken(db, f"{day} 由{about.get('operator') or '上一任'}的电脑交接而来。")
        # Nothing may stay beside the file: only the file itself takes the place.
        copies.settle(db)
        rows = copies.state(db).rows
    finally:
        db.close()
    for beside in file.parent.glob("school.db-*"):
        beside.unlink()
    told = "、".join(f"{said} {rows.get(table, 0)}" for table, said in restores.NOUNS.items())
    return f"已接收{school.full_name}的全部数据：{told}。第一次上报前，请先打电话告诉上级换了电脑。"


def _aside(folder: Path, now: int) -> str:
    stamp = datetime.fromtimestamp(now / 1000).strftime("%Y%m%d-%H%M%S")
    tried = (f"接收前-{stamp}{number}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in tried if not (folder / name).exists())


def _move(source: Path, target: Path) -> None:
    """Move a folder to its place, into one that is there already where it must be."""
    if not target.exists():
        source.rename(target)
        return
    for path in sorted(source.rglob("*")):
        if path.is_file():
            there = target / path.relative_to(source)
            there.parent.mkdir(parents=True, exist_ok=True)
            path.replace(there)


def _clear(staged: Path) -> None:
    shutil.rmtree(staged, ignore_errors=True)
