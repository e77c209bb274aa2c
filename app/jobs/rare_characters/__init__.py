"""Characters that no font has. Every command loads what is `kept`; only `choosing` opens a picture."""
