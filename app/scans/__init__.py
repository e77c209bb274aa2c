"""Signed sheets in: images to what they say; never touches the register."""
