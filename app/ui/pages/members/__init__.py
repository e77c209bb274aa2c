"""Members: the list of everybody on the rolls, one person beside it, and the inbox for rosters."""

from app.ui.pages.members.roll import Members

__all__ = ["Members"]
