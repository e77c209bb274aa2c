"""The school from a terminal; the same acts as the window."""
