"""How often a process that runs for weeks looks for circles of objects that nobody needs."""

import gc

_OBJECTS = 20_000  # new ones between two looks: a batch makes about as many, and no circle


def seldom() -> None:
    """Leave alone what was loaded by now, which stays, and look more seldom through the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20, 50)
