"""The command ``lindung``, started quickly.

Loading the program makes some hundred thousand objects that stay. The garbage collector would look through them again
and again while they are made, a sixth of a start, and once more in each of its later rounds: it is told that they stay.
"""

import gc

gc.disable()

from api.cli import main  # noqa: E402 - what is loaded here is the point

__all__ = ["main"]

gc.freeze()
gc.enable()
