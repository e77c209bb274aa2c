"""Orders for lessons: the county's page of orders and its menu; the township's tab is in what came down."""

from app.ui.pages.orders.page import Orders

__all__ = ["Orders"]
