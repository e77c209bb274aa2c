"""The Windows packages: an installer that needs no administrator, and a folder that needs no installer."""
