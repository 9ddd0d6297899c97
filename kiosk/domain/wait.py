"""How a span of minutes is said: never seconds, never more exact than it is."""

SHORTEST_MIN = 5


def wait_key(least: int, most: int) -> str:
    """The text for a wait of ``least`` to ``most`` minutes; it has places for both.

    >>> wait_key(5, 5), wait_key(15, 15), wait_key(15, 20)
    ('wait_short', 'wait_about', 'wait_range')
    """
    if most <= SHORTEST_MIN:
        return "wait_short"
    return "wait_about" if least == most else "wait_range"
