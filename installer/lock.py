"""Write requirements.lock anew, and what follows from it: the environment and THIRD_PARTY.md."""

import os
from collections.abc import Sequence

import dev
from installer import third_party

# Hashes, and no registry's address: the file says what to install, the machine says where from.
_FORM = ("--universal", "--generate-hashes", "--no-header", "--no-emit-index-url", "--group", "dev")


def write(arguments: Sequence[str]) -> None:
    """Pin what pyproject.toml asks for; `--upgrade` takes newer versions. Raise dev.Stop where it fails."""
    if list(arguments) not in ([], ["--upgrade"]):
        raise dev.Stop("lock 后面只能带 --upgrade。")
    command = ["--quiet", "pip", "compile", *_FORM, *arguments, "pyproject.toml", "-o", dev.LOCK.name]
    dev.prepare("重写 requirements.lock", dev.python_module("uv", *command), os.environ | dev.uv_settings())
    dev.bring_environment()
    third_party.write()
