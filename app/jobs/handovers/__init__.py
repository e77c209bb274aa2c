"""Handing a desk over: everything in one sealed file for the next clerk's laptop, and taking it in there.

The laptop that takes over is the same one to the county, with a higher epoch, as after a restoring: keys,
number and history go on. So the old laptop must not go on sending: it is marked, and is for reading only.
"""

from app.jobs.handovers.packing import Packed, pack
from app.jobs.handovers.taking import finish, take

__all__ = ["Packed", "finish", "pack", "take"]
