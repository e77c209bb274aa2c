"""`wuyou publish` as it is typed: into a real server, again, and at a wrong address."""

from pathlib import Path

import pytest

from tests.commands import Desk
from tests.postgres import PASSWORD, cluster


def test_a_county_publishes_from_the_terminal(
    both: tuple[Desk, Desk],
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    township, county = both
    out = stick / "out"
    out.mkdir()
    township.done("parcels", "send", "--out", out)
    county.done("counties", "receive", out)
    with cluster() as server:
        server.create("desk")
        url = f"postgresql://wuyou@127.0.0.1:{server.port}/desk"
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        first = county.done("publish", url)
        names = server.ask("SELECT name FROM wuyou.school", "desk")
        assert names == [["云溪乡党校"]]
        assert server.ask("SELECT count(*) FROM wuyou.member", "desk") == [[6]]
        assert county.done("publish", url) != first
        assert server.ask("SELECT count(*) FROM wuyou.school", "desk") == [[1]]
        monkeypatch.setenv("PGPASSWORD", "不对")
        county.refused("publish", url)
    county.refused("publish", url)
