"""点单: what schools ordered, and the menu they order from."""

from app.ui.desk import Desk
from app.ui.pages.orders.listing import MenuTab, OrdersTab
from app.ui.pages.tabbed import Tabbed


class Orders(Tabbed):
    """The county's orders and its menu."""

    help_topic = "orders"

    def __init__(self, desk: Desk) -> None:
        """Lay out the two tabs."""
        super().__init__(desk, "点单", (OrdersTab, MenuTab))
        called = desk.words
        self.set_hint(f"派单随下一份回执发给{called.below} · 菜单随下一版下发资料发给{called.below_each}")
