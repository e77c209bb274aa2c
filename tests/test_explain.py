import errno
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

import db
from app.errors import Cancelled, UserError
from app.explain import explain
from db import faults

PLACE = Path("/media/stick")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UserError("该学员已在本班。"), "该学员已在本班。"),
        (Cancelled(), ""),
        (faults.NewerRegister("m002"), "新版"),
        (faults.WrongKey("x"), "密钥与数据不符"),
        (faults.WrongPassphrase("x"), "口令不对"),
        (faults.PassphraseNeeded("x"), "请先输入口令"),
        (faults.BadKeyring("x"), "keys.json"),
        (faults.AlreadyOpen("x"), "已经在这台电脑上打开"),
        (faults.Tampered("x"), "更改记录机制被动过"),
        (faults.UndoRefused("结班：冬训班"), "“结班：冬训班”不能撤销"),
        (faults.UnsafePlace(PLACE, "network"), "网络共享"),
        (faults.UnsafePlace(PLACE, "removable"), "U盘"),
        (db.OperationalError("database or disk is full"), "磁盘已满"),
        (db.OperationalError("database is locked"), "请稍等片刻"),
        (db.OperationalError("attempt to write a readonly database"), "只读"),
        (db.OperationalError("unable to open database file"), "打不开"),
        (db.OperationalError("disk I/O error"), "读写磁盘出错"),
        (db.DatabaseError("database disk image is malformed"), "已损坏"),
        (db.DatabaseError("file is not a database"), "已损坏"),
        (OSError(errno.ENOSPC, "x"), "磁盘已满"),
        (OSError(errno.EDQUOT, "x"), "配额"),
        (OSError(errno.EFBIG, "x"), "文件太大"),
        (OSError(errno.EROFS, "x"), "只读"),
        (PermissionError(errno.EACCES, "x"), "没有权限"),
        (PermissionError(errno.EPERM, "x"), "没有权限"),
        (OSError(errno.ENODEV, "x"), "拔出"),
        (OSError(errno.ENXIO, "x"), "拔出"),
        (OSError(errno.EIO, "x"), "读写出错"),
        (FileNotFoundError(errno.ENOENT, "x"), "找不到"),
        (FileExistsError(errno.EEXIST, "x"), "同名"),
        (IsADirectoryError(errno.EISDIR, "x"), "文件夹"),
        (NotADirectoryError(errno.ENOTDIR, "x"), "不是文件夹"),
        (OSError(errno.ENAMETOOLONG, "x"), "文件名太长"),
    ],
)
def test_what_a_person_can_mend_is_said_in_a_whole_sentence(error: Exception, said: str) -> None:
    sentence = explain(error)
    assert sentence is not None
    assert said in sentence
    assert sentence == "" or sentence.endswith("。")


def test_a_new_key_that_could_not_be_given_is_said() -> None:
    """The engine has one sentence for all that can stop it, here for a file that has no key."""
    with closing(dbapi2.connect(":memory:")) as connection, pytest.raises(db.OperationalError) as caught:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("CREATE TABLE some (x)")
        connection.execute(f"PRAGMA rekey = \"x'{bytes(32).hex()}'\"").fetchall()
    assert (explain(caught.value) or "").startswith("换密钥时读写磁盘出错")


@pytest.mark.parametrize(
    "error",
    [
        KeyError("x"),
        ValueError("x"),
        OSError("no number"),
        OSError(errno.EBADF, "x"),
        db.OperationalError("no such table: x"),
        db.IntegrityError("UNIQUE constraint failed: x"),
        faults.RegisterFault("x"),
        MemoryError(),
    ],
)
def test_everything_else_is_our_bug(error: Exception) -> None:
    assert explain(error) is None
