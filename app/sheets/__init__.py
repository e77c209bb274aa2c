"""Spreadsheets in: bytes to rows, with a verdict on every cell; never touches the register."""
