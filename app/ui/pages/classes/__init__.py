"""Training classes: the list, and the page of one class with its tabs."""

from app.ui.pages.classes.class_page import ClassPage
from app.ui.pages.classes.listing import ClassesPage

__all__ = ["ClassPage", "ClassesPage"]
