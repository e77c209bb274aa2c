"""师资课程: who teaches, what is taught and where, and what each came to in a year."""

from app.ui.pages.teachers.page import TeachersPage

__all__ = ["TeachersPage"]
