"""设置: whose desk this is, who may open the data, how it looks, where it lies, and the rules in force."""

from app.ui.pages.settings.data import Data
from app.ui.pages.settings.looks import Look
from app.ui.pages.settings.page import Settings
from app.ui.pages.settings.passphrase import OPEN_KEY, Passphrase
from app.ui.pages.settings.rules import Rules
from app.ui.pages.settings.updates import Updates

__all__ = ["OPEN_KEY", "Data", "Look", "Passphrase", "Rules", "Settings", "Updates"]
