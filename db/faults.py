"""What may go wrong with a register as a file; the program turns each into a sentence."""

from pathlib import Path


class RegisterFault(Exception):
    """Stand for everything below."""


class NewerRegister(RegisterFault):
    """The register was written by a newer program than this one."""

    def __init__(self, steps: str, program: str = "") -> None:
        """Remember the steps this program does not know, and whose they are; "" where nobody knows."""
        super().__init__(steps)
        self.program = program


class WrongKey(RegisterFault):
    """The key does not open the register, or the file is no register."""


class WrongPassphrase(RegisterFault):
    """No slot of the keyring opens with this passphrase."""


class PassphraseNeeded(RegisterFault):
    """The keyring is locked and no passphrase was given."""


class BadKeyring(RegisterFault):
    """The keyring beside the register is missing or cannot be read."""


class UnsafePlace(RegisterFault):
    """The register lies where a file system cannot keep it safe."""

    def __init__(self, path: Path, kind: str) -> None:
        """Remember where and whether it is a `network` or a `removable` place."""
        super().__init__(f"{path}: {kind}")
        self.path = path
        self.kind = kind


class AlreadyOpen(RegisterFault):
    """Another window of this program has the register open."""


class Tampered(RegisterFault):
    """The triggers that keep the history are not those this program installs."""


class Damaged(RegisterFault):
    """The register's file is not whole."""

    def __init__(self, path: Path, said: list[str]) -> None:
        """Remember the file and what the checks said."""
        super().__init__(f"{path}: {'; '.join(said[:3])}")
        self.path = path
        self.said = said


class Shut(RegisterFault):
    """The register is for reading only; the text is the sentence that says why."""


class UndoRefused(RegisterFault):
    """Something later depends on what was to be undone."""

    def __init__(self, act: str) -> None:
        """Remember the name of the act."""
        super().__init__(act)
        self.act = act
