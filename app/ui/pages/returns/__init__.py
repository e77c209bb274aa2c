"""Returns: the county's page of what it sends back, and the township's page of what came down."""

from app.ui.pages.returns.arrivals import Arrivals
from app.ui.pages.returns.page import Returns
from app.ui.pages.returns.sending_back import SendBack, from_page

__all__ = ["Arrivals", "Returns", "SendBack", "from_page"]
