"""Parcels: send the school's state up, read what townships sent, and seal and open every other kind."""

from app.jobs.parcels.judging import Foreseen, foresee, in_folder, look
from app.jobs.parcels.reading import Preview, Receipt, preview, receive
from app.jobs.parcels.recovery import recover, seal_recovery
from app.jobs.parcels.sealing import SCHEMA, laptops_in_use, opened, sealed, staging
from app.jobs.parcels.sending import Delivered, send
from app.jobs.parcels.workbook import workbook

__all__ = [
    "SCHEMA", "Delivered", "Foreseen", "Preview", "Receipt", "foresee", "in_folder", "laptops_in_use", "look",
    "opened", "preview", "receive", "recover", "seal_recovery", "sealed", "send", "staging", "workbook",
]  # fmt: skip
