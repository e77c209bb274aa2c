"""迎检: the binder for an inspection, and sessions drawn by chance."""

from app.ui.pages.checklist.binder.binder_tab import BinderTab

__all__ = ["BinderTab"]
