"""explain(error) -> the sentence to show a person, or None when it is our bug."""

import errno

import app
import db
from app.errors import Cancelled, UserError
from db import faults

_REGISTER = {
    faults.WrongKey: "数据打不开：密钥与数据不符，或文件已损坏。请不要删除任何文件，用备份里的副本恢复。",
    faults.WrongPassphrase: "口令不对，请重新输入。",
    faults.PassphraseNeeded: "这台电脑上的数据设了口令，请先输入口令。",
    faults.BadKeyring: "密钥文件 keys.json 找不到或已损坏，数据打不开。请从备份里找回它，放到数据文件旁。",
    faults.AlreadyOpen: "五有已经在这台电脑上打开了，请切换到已打开的窗口。",
    faults.Tampered: "数据文件里的更改记录机制被动过，为免记录不可信，程序没有打开它。请用最近的备份恢复。",
}
_SYSTEM = {
    errno.ENOSPC: "磁盘已满，没有保存。请删去不用的文件、腾出空间后再试。",
    errno.EDQUOT: "磁盘配额已用完，没有保存。请腾出空间后再试。",
    errno.EFBIG: "文件太大，这个磁盘或U盘放不下，没有保存。请换一个 exFAT 格式的U盘或另一个位置。",
    errno.EROFS: "这个磁盘或U盘是只读的，没有保存。请检查U盘的写保护开关，或换一个位置。",
    errno.EACCES: "没有权限读写这个位置，没有保存。请换一个文件夹，或检查文件是否正被别的程序打开。",
    errno.EPERM: "没有权限读写这个位置，没有保存。请换一个文件夹。",
    errno.ENODEV: "U盘已被拔出，没有写完。请重新插好U盘再试一次，原来的数据没有丢。",
    errno.ENXIO: "U盘已被拔出，没有写完。请重新插好U盘再试一次，原来的数据没有丢。",
    errno.EIO: "磁盘或U盘读写出错，可能已被拔出或损坏。请重新插好或换一个U盘再试。",
    errno.ENOENT: "找不到文件或文件夹，可能已被移走或U盘已拔出。请核对位置后再试。",
    errno.EEXIST: "同名的文件或文件夹已经存在，没有保存。请换一个名字或位置。",
    errno.EISDIR: "这是一个文件夹，不是文件，请选择文件。",
    errno.ENOTDIR: "这个位置不是文件夹，请重新选择。",
    errno.ENAMETOOLONG: "文件名太长，请改短后再试。",
}
# What SQLite says, and what a person can do about it.
_SQLITE = (
    ("database or disk is full", "磁盘已满，没有保存。请删去不用的文件、腾出空间后再试。"),
    ("database is locked", "数据正被另一项操作占用，请稍等片刻再试一次。"),
    ("readonly database", "数据文件是只读的，没有保存。请检查数据文件夹的权限。"),
    (
        "unable to open database: ",  # a new file, as a copy is
        "磁盘上建不了新文件，没有做完。请检查磁盘是否已满、数据文件夹有没有读写权限，再试一次。",
    ),
    ("unable to open database file", "数据文件打不开，请检查数据文件夹是否还在、有没有读写权限。"),
    ("disk I/O error", "读写磁盘出错，没有保存。请检查磁盘是否有空间、是否损坏，然后重新打开程序。"),
    (
        "key or rekey",  # all it says of a page that it could not read
        "换密钥时读写磁盘出错，没有做完；数据没有丢。请检查磁盘是否损坏，重新打开程序后再换一次。",
    ),
    ("file is not a database", "数据文件已损坏。请不要继续录入，用最近的备份恢复，并保留损坏的文件。"),
    ("malformed", "数据文件已损坏。请不要继续录入，用最近的备份恢复，并保留损坏的文件。"),
)


def is_full(error: BaseException) -> bool:
    """Tell whether an error means that the disk has no room left."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, db.DatabaseError) and "database or disk is full" in str(error)


def explain(error: BaseException) -> str | None:
    """Give the Chinese sentence for an error a person can mend, empty for a cancelled job, None for a bug."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, Cancelled):
        return ""
    if isinstance(error, faults.Shut):
        return str(error)
    if isinstance(error, faults.NewerRegister):
        return _newer(error.program)
    if isinstance(error, faults.UndoRefused):
        return (
            f"“{error.act}”不能撤销：之后又有了依赖它的记录，县级已接收，"
            "或它留下的是不许删除的（如证书、已入账的学时）。"
            "需要更正时请在原处修改。"
        )
    if isinstance(error, faults.UnsafePlace):
        where = "网络共享" if error.kind == "network" else "U盘等可移动磁盘"
        return (
            f"数据不能放在{where}上（{error.path}），容易损坏。请把数据文件夹复制到本机硬盘，再从那里打开。"
        )
    if isinstance(error, faults.Damaged):
        return (
            f"数据文件 {error.path.name} 有损坏（可能因断电或磁盘故障），为免错上加错，程序没有打开它。"
            "请不要删除任何文件：下一步可以把能读出的记录救到新文件里，或用最近验证过的备份恢复。"
        )
    for kind, sentence in _REGISTER.items():
        if isinstance(error, kind):
            return sentence
    if isinstance(error, db.DatabaseError):
        return next((said for part, said in _SQLITE if part in str(error)), None)
    if isinstance(error, OSError) and error.errno is not None:
        return _SYSTEM.get(error.errno)
    return None


def _newer(program: str) -> str:
    wanted = f" {program} 版" if program else "新版"
    return (
        f"这份数据是五有{wanted}写的，本机的 {app.__version__} 版较旧，打不开它；数据没有改动。"
        f"请安装{wanted}或更新的版本；一定要用这一版的，请恢复升级前做的备份。"
    )
