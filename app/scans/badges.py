"""Badges: the digits a hand scanner reads from somebody's badge, which say which roster row they are.

Digits only: a scanner types like a keyboard, and digits pass every Chinese input method as they are and are
no letter that marks. They name the row and not its number, which may change after badges are printed.
"""

import unicodedata

ID_DIGITS = 19
LENGTH = ID_DIGITS + 2
"""Longer than any number typed by hand, and than an ID number."""


def text(enrollment: int) -> str:
    """Write a badge: the row's id in 19 digits, then two check digits (ISO 7064, MOD 97-10)."""
    digits = f"{enrollment:0{ID_DIGITS}}"
    return f"{digits}{98 - int(digits) * 100 % 97:02}"


def parsed(typed: str) -> int | None:
    """Read what a scanner typed; None where it is no badge. What stood before it in the field is left out."""
    digits = unicodedata.normalize("NFKC", typed).strip()[-LENGTH:]
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or int(digits) % 97 != 1:
        return None
    return int(digits[:ID_DIGITS])
