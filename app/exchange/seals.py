"""Close a file to its recipients and open it again with one's own key: age, streaming."""

from collections.abc import Sequence
from typing import IO

import pyrage
from pyrage import x25519

from app.errors import UserError
from app.exchange.envelopes import ALTERED
from app.progress import Tell

# A parcel has three or four recipients; age takes time that grows with their square, and would never end.
MAX_PREAMBLE = 16 * 1024
MAX_PAYLOAD = 1024**3
TOO_BIG = "要上报的内容超过 1 GB，上级收不下。请减少本次附带的照片，分几次上报。"
# age asks for 8 KiB at a time; whoever listens need not hear of each.
BLOCK = 1024**2
PREAMBLE_END = b"\n--- "
NOT_FOR_US = (
    "这个数据包不是发给本机的，用本机的密钥打不开。"
    "请确认拿对了U盘；若确是发给这里的，请对方核对导入的名片后重新导出。"
)


class _Kept:
    """A file for age to use that keeps the error met: age itself only passes on its text."""

    def __init__(self, file: IO[bytes], *, total: int, note: str, tell: Tell) -> None:
        self._file, self._total, self._note, self._tell = file, total, note, tell
        self._done = self._due = 0
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """Read on, saying how far."""
        try:
            block = self._file.read(size)
            self._done += len(block)
            if self._done >= self._due:
                self._due += BLOCK
                self._tell(self._done, self._total, self._note)
        except Exception as error:
            self.error = error
            raise
        return block

    def write(self, block: bytes) -> int:
        """Write on."""
        try:
            return self._file.write(block)
        except Exception as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Let the file decide: whoever made it flushes it to the disk."""


def close(plain: IO[bytes], sealed: IO[bytes], *, recipients: Sequence[str], total: int, tell: Tell) -> None:
    """Seal a file of `total` bytes to recipients ("age1…"); errors of the files come through."""
    try:
        known = [x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise UserError("上级名片里的密钥已损坏，无法加密。请向上级重新索取名片，导入后再上报。") from error
    source = _Kept(plain, total=total, note="正在加密", tell=tell)
    target = _Kept(sealed, total=0, note="", tell=tell)
    try:
        pyrage.encrypt_io(source, target, known)
    except (pyrage.EncryptError, OSError):
        _raise_kept(source, target)
        raise


def open_to(sealed: IO[bytes], plain: IO[bytes], *, age_secret: str, total: int, tell: Tell) -> None:
    """Open a sealed file of `total` bytes; UserError if it is for others or not age at all."""
    start = sealed.tell()
    preamble = sealed.read(MAX_PREAMBLE)
    if PREAMBLE_END not in preamble:
        raise UserError(ALTERED)
    sealed.seek(start)
    try:
        identity = x25519.Identity.from_str(age_secret)
    except pyrage.IdentityError as error:
        raise UserError("这不是一把完整的钥匙，请核对有没有少输、错输，一个字符也不能差。") from error
    source = _Kept(sealed, total=total, note="正在解密", tell=tell)
    target = _Kept(plain, total=0, note="", tell=tell)
    try:
        pyrage.decrypt_io(source, target, [identity])
    except (pyrage.DecryptError, OSError) as error:
        _raise_kept(source, target)
        # The payload is as its sender signed it, so a key that fits nothing is not damage.
        raise UserError(NOT_FOR_US if "No matching keys" in str(error) else ALTERED) from error


def _raise_kept(*files: _Kept) -> None:
    for file in files:
        if file.error is not None:
            raise file.error
