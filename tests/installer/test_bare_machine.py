"""The commands that a machine with nothing on it is given."""

import dev
from installer import bare_machine, contents


def test_the_commands_are_the_two_of_the_readme() -> None:
    readme = (contents.ROOT / "README.md").read_text(encoding="utf-8")
    found = bare_machine.commands(readme)
    assert found == ["python3 dev.py demo", "python3 dev.py test"]
    assert len(found) == len(bare_machine.MINUTES) and {one.split()[-1] for one in found} <= set(dev.VERBS)
