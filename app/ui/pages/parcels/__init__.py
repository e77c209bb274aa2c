"""Parcels: the township's page that sends them up, and the county's that reads them."""

from app.ui.pages.parcels.inbox import Inbox
from app.ui.pages.parcels.sending import Parcels

__all__ = ["Inbox", "Parcels"]
