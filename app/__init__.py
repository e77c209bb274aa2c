"""五有: the desk of a township party school, offline, in one window and one command."""

__version__ = "0.1.0"
