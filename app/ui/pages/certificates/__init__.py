"""证书: the register of every number, the page where certificates are printed, and the one that verifies."""

from app.ui.pages.certificates.listing import CertificatesPage
from app.ui.pages.certificates.verification import VerificationPage

__all__ = ["CertificatesPage", "VerificationPage"]
