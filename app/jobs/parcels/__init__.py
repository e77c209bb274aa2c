"""Parcels: send the school's state up, read what townships sent, and seal and open every other kind."""

from app.jobs.parcels.reading import Foreseen, Receipt, foresee, in_folder, receive
from app.jobs.parcels.sealing import SCHEMA, laptops_in_use, opened, sealed, staging
from app.jobs.parcels.sending import Delivered, send

__all__ = [
    "SCHEMA", "Delivered", "Foreseen", "Receipt", "foresee", "in_folder", "laptops_in_use", "opened",
    "receive", "sealed", "send", "staging",
]  # fmt: skip
