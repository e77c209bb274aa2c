"""Keep Python's search for rubbish out of the way while a sheet is read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Look for objects that hold each other only when done; also a decorator.

    The cells of a roster hold nothing but text, yet there are a hundred thousand of them, and being
    looked through again and again takes a third of the time of reading them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # All that is new counts as old, and is not looked through the moment the search goes on.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
