"""What a room may raise for a person to read; everything else is a bug."""


class UserError(Exception):
    """Say in one full Chinese sentence what happened and what to do next."""


class Cancelled(Exception):
    """Stop a long job because the person asked for it; nothing of it is kept."""
