"""Say what kind of file of ours somebody brings, before anything in it is trusted."""

from pathlib import Path

from app.errors import UserError
from app.exchange import envelopes, faults, handovers, parcels


def kind_of(path: Path) -> str:
    """Give what a file calls itself: a kind of parcel or card, a directory, or a hand-over.

    Raise `UserError` for what is none of ours, cut short, damaged, or newer than this program.
    """
    with faults.told("U盘或磁盘"), parcels.plain(path) as file:
        if file.read(len(handovers.MAGIC)) == handovers.MAGIC:
            return handovers.KIND
        file.seek(0)
        kind = envelopes.read(file).fields.get("kind")
    if not isinstance(kind, str):
        raise UserError(envelopes.ALTERED)
    return kind
