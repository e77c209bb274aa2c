"""The inbox for rosters: any sheet as it comes, a verdict on every row, then the good rows go in."""

from app.ui.pages.members.inbox.page import Inbox

__all__ = ["Inbox"]
