"""五有建设: what the standard demands and what proves it, in tabs."""

from app.ui.pages.checklist.page import Checklist

__all__ = ["Checklist"]
