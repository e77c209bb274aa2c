"""五有: the desk of a township party school, offline, in one window and one command."""

__version__ = "0.3.0"
RELEASED = "2026-11-22"
"""The day this version was made, ISO text; no clock that is right shows an earlier one."""
