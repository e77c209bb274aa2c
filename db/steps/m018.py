"""An act remembers what the computer's clock said where that cannot be the moment it happened.

`act.clock` never goes back: after a year that was wrong it goes on from there, and says no time any more.
`wall` is what the computer said then, `doubted` whether that could not be right either, and `looked_on` the
day on which a person looked at the act, empty before.
"""

SCHEMA = """
CREATE TABLE act_clock (
  act INTEGER PRIMARY KEY REFERENCES act (id) ON DELETE CASCADE,
  wall INTEGER NOT NULL,
  doubted INTEGER NOT NULL CHECK (doubted IN (0, 1)),
  looked_on TEXT NOT NULL DEFAULT ''
) STRICT;
"""
