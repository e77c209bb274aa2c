"""Characters that no font has: what is `kept` is read by every command, `choosing` opens a picture."""
