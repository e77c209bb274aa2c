import errno

import pytest

from app.errors import UserError
from app.exchange import faults

SAID = {
    errno.ENOSPC: "空间已满", errno.EDQUOT: "空间已满", errno.EROFS: "只读", errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENODEV: "拔出", errno.EIO: "拔出", errno.ENOENT: "拔出", errno.EFBIG: "4 GB",
}  # fmt: skip


@pytest.mark.parametrize(("number", "said"), SAID.items())
def test_what_a_person_can_mend_is_said_with_its_place(number: int, said: str) -> None:
    with pytest.raises(UserError, match=f"U盘.*{said}|{said}.*U盘"), faults.told("U盘"):
        raise OSError(number, "said by the system")


WINDOWS_SAID = {
    112: "空间已满", 19: "只读", 21: "拔出", 1117: "拔出", 32: "占用", 33: "占用", 5: "WPS",
}  # fmt: skip


@pytest.mark.parametrize(("number", "said"), WINDOWS_SAID.items())
def test_windows_numbers_come_before_the_errno_they_are_folded_into(number: int, said: str) -> None:
    error = OSError(errno.EACCES, "said by the system")
    error.winerror = number  # type: ignore[attr-defined]
    assert said in faults.sentence(error, place="U盘")


def test_our_own_mistakes_stay_what_they_are() -> None:
    with pytest.raises(OSError, match="Bad file"), faults.told("U盘"):
        raise OSError(errno.EBADF, "Bad file descriptor")
