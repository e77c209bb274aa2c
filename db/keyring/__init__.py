"""The keyring beside the register: the register's random key, once for each who may open it.

A register is never encrypted with a passphrase itself, so that changing one rewrites 2 KB and not the file.
Every slot holds the same key: sealed with a clerk's passphrase, with the recovery code on paper, or to the
county's spare key; or open, where nobody has set a passphrase, and the program says so in red.
"""

from db.keyring.codes import CODE_LENGTH, grouped
from db.keyring.rings import (
    KEY_BYTES,
    Unlocked,
    copy,
    escrowed_to,
    exists,
    has_passphrase,
    has_recovery,
    key,
    locked,
    make,
    names,
    put,
    unlock,
    unlock_with_code,
    unlock_with_county,
)
from db.keyring.setting import (
    add_clerk,
    drop_clerk,
    escrow,
    make_recovery,
    renew,
    renewed,
    set_passphrase,
)

__all__ = [
    "CODE_LENGTH", "KEY_BYTES", "Unlocked", "add_clerk", "copy", "drop_clerk", "escrow", "escrowed_to",
    "exists", "grouped", "has_passphrase", "has_recovery", "key", "locked", "make", "make_recovery", "names",
    "put", "renew", "renewed", "set_passphrase", "unlock", "unlock_with_code", "unlock_with_county",
]  # fmt: skip
