"""The recovery code on paper: 125 random bits that a tired person can copy, with a check that finds slips."""

import os

# Crockford's alphabet: no I, L, O or U, and what looks like one of them is read as what it looks like.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKS_LIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
RANDOM_LETTERS, CHECK_LETTERS = 25, 2
CODE_LENGTH = RANDOM_LETTERS + CHECK_LETTERS
GROUP = 5
# The greatest prime below 1024: one wrong letter, or two that changed places, always change the remainder.
PRIME = 1021


def make() -> str:
    """Make a new code of `CODE_LENGTH` letters, not grouped."""
    drawn = int.from_bytes(os.urandom(16), "big") >> 3
    return _written(drawn, RANDOM_LETTERS) + _written(drawn % PRIME, CHECK_LETTERS)


def tidy(text: str) -> str:
    """Give a code as it was made from how somebody typed it; raise `ValueError` where it has a slip."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum()).translate(LOOKS_LIKE)
    if len(letters) != CODE_LENGTH or not set(letters) <= set(ALPHABET):
        raise ValueError("not a recovery code")
    said, check = letters[:RANDOM_LETTERS], letters[RANDOM_LETTERS:]
    if _written(_read(said) % PRIME, CHECK_LETTERS) != check:
        raise ValueError("a slip in the recovery code")
    return letters


def grouped(code: str) -> str:
    """Give a code in groups of five, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _written(number: int, letters: int) -> str:
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(letters)))


def _read(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number
