"""Passphrases: who may open this laptop's data, the recovery code on paper, and a wholly new key."""

import os
from collections.abc import Callable
from pathlib import Path

from app import paths
from app.errors import UserError
from app.jobs import backups, devices
from app.school import precautions, schools
from app.school.precautions import ASKED_ON, CODE, CODE_ON
from db import copies, keyring, sealed
from db.faults import BadKeyring, PassphraseNeeded, WrongPassphrase
from db.register import Register

LEAST = 8
ASKED_LETTERS = 4


def set_passphrase(folder: Path, new: str, *, old: str | None = None, clerk: str | None = None) -> None:
    """Set or change a passphrase of a data folder and of the copies in it whose key lies open.

    Raise `UserError` where it is too short to help, `WrongPassphrase` where `old` is not the present one.
    """
    _refuse_short(new)
    ring = paths.keyring(folder)
    key = keyring.key(ring, old)
    keyring.set_passphrase(ring, new, old=old, clerk=clerk)
    _lock_copies(folder, key)


def add_clerk(db: Register, folder: Path, passphrase: str, *, clerk: str) -> None:
    """Give one more person a passphrase of their own; raise `UserError` where there is one of that name."""
    _refuse_short(passphrase)
    name = " ".join(clerk.split())
    if not name:
        raise UserError("请写上这位操作员的姓名，以后每一次更改都记在他名下。")
    if name in keyring.names(paths.keyring(folder)):
        raise UserError(f"{name}已经有口令了。要换口令，请让他本人来改。")
    keyring.add_clerk(paths.keyring(folder), db.key, passphrase, clerk=name)
    _lock_copies(folder, db.key)


def drop_clerk(folder: Path, clerk: str) -> None:
    """Take away a person's passphrase; raise `UserError` where it is the last one."""
    try:
        keyring.drop_clerk(paths.keyring(folder), clerk)
    except ValueError as error:
        raise UserError("这是最后一个口令，撤掉以后谁也打不开数据。请先给接手的人设好口令。") from error


def make_recovery(db: Register, folder: Path, *, today: str, keep: Callable[[bytes], object]) -> str:
    """Make a new recovery code, to be printed twice, and give it in groups; the one before it opens nothing.

    `keep` is given its paper as PDF before that; what it raises leaves everything as it was. The code is also
    kept in the register itself, to ask for some of its letters once a year.
    """
    from app.papers import recovery_codes as papers  # noqa: PLC0415 - unlocking waits for what is read above

    own = schools.own(db)

    def show(code: str) -> None:
        paper = papers.RecoveryCode(own.full_name, own.county_name, keyring.grouped(code), today)
        keep(papers.render(paper))

    code = keyring.make_recovery(paths.keyring(folder), db.key, on=today, show=show)
    for name, value in ((CODE, code), (CODE_ON, today), (ASKED_ON, "")):
        schools.keep(db, name, value)
    return keyring.grouped(code)


def asked_letters(db: Register) -> tuple[int, ...]:
    """Draw which letters of the recovery code to ask for, counted from 1; none where there is no code."""
    if not schools.setting(db, CODE):
        return ()
    drawn: list[int] = []
    while len(drawn) < ASKED_LETTERS:
        place = 1 + db.chance(16) % keyring.CODE_LENGTH
        if place not in drawn:
            drawn.append(place)
    return tuple(sorted(drawn))


def show_paper(db: Register, places: tuple[int, ...], letters: str, *, today: str) -> None:
    """Note that the paper is at hand: its letters at `places`; raise `UserError` where they differ."""
    code = schools.setting(db, CODE)
    said = "".join(letter for letter in letters.upper() if letter.isalnum())
    if not code or said != "".join(code[place - 1] for place in places):
        raise UserError("与恢复码不符，请对着打印的那张纸再输一遍。纸找不到了，就重新打印一份新的恢复码。")
    schools.keep(db, ASKED_ON, today)


def paper_is_due(db: Register, *, today: str) -> bool:
    """Tell whether to ask for the recovery code's paper: never asked yet, or a year ago."""
    return precautions.paper_is_due(db, today=today)


def county_spare(db: Register) -> tuple[str, str] | None:
    """Give the county's name and its spare key as its card has them, None without a card or a key."""
    try:
        card = devices.county_of(db)
    except UserError:
        return None
    return (card.county_name, card.spare_age) if card.spare_age else None


def escrow(db: Register, folder: Path) -> str:
    """Let the county's spare key open this laptop's data too, and give the county's name.

    Raise `UserError` where the county's card has no such key.
    """
    county = county_spare(db)
    if county is None:
        above = schools.words(db).above
        raise UserError(
            f"{above}名片里没有备用钥匙，不能请{above}代管。请先向{above}要一份带备用钥匙的新名片。"
        )
    name, recipient = county
    keyring.escrow(paths.keyring(folder), db.key, recipient, whose=name)
    return name


def recover(folder: Path, code: str, new: str, *, clerk: str) -> None:
    """Give a clerk who forgot the passphrase a new one, with the code on paper.

    Raise `UserError` for a slip in the code or a short passphrase, `WrongPassphrase` where it is another's.
    """
    _refuse_short(new)
    ring = paths.keyring(folder)
    try:
        opened = keyring.unlock_with_code(ring, code)
    except ValueError as error:
        raise UserError("恢复码抄错了：位数不对，或有一个字母或数字不对。请对着纸一组一组地核对。") from error
    keyring.add_clerk(ring, opened.key, new, clerk=clerk)
    _lock_copies(folder, opened.key)


def rekey(db: Register, folder: Path, new: str, *, old: str | None, clerk: str) -> None:
    """Give the register a wholly new key after a passphrase leaked; every other slot goes.

    A copy is made before. Copies keep the key they were made with, and where `old`, the present passphrase,
    opens them they open with the new one only. Raise `UserError` where the passphrase is too short,
    `WrongPassphrase` where `old` is not the present one.
    """
    _refuse_short(new)
    ring = paths.keyring(folder)
    keyring.key(ring, old)
    backups.back_up(db, folder, why="换密钥前")
    before, fresh = db.key, os.urandom(keyring.KEY_BYTES)
    keyring.renew(ring, before, fresh)
    sealed.rekey(db, fresh)
    keyring.renewed(ring, fresh, new, clerk=clerk)
    for copy in backups.find(folder):
        key = _key_of(copy, before, old)
        if key is not None:
            keyring.renewed(copy.ring, key, new, clerk=clerk)
    for name in (CODE, CODE_ON, ASKED_ON):
        schools.keep(db, name, "")


def _key_of(copy: backups.Backup, key: bytes, passphrase: str | None) -> bytes | None:
    """Find the key of a copy: the present one, or the one that the present passphrase opens."""
    if copies.fits(copy.file, key):
        return key
    try:
        return keyring.key(copy.ring, passphrase)
    except (BadKeyring, WrongPassphrase, PassphraseNeeded):
        return None


def _lock_copies(folder: Path, key: bytes) -> None:
    """Put the new keyring beside every copy whose own still lies open: it would open the register too."""
    for copy in paths.backups(folder).glob("*.keys.json"):
        try:
            lies_open = not keyring.has_passphrase(copy) and keyring.key(copy) == key
        except (BadKeyring, WrongPassphrase):
            continue  # it opens nothing
        if lies_open:
            keyring.copy(paths.keyring(folder), copy)


def _refuse_short(passphrase: str) -> None:
    if len(passphrase) < LEAST:
        raise UserError(f"口令至少要有 {LEAST} 个字，可以是一句容易记住的话。")
