"""Whole numbers that add up: dividing without losing or inventing one.

Everyone gets the whole part of their exact share; what is left over goes, one each, to the largest remainders
(the method of Hamilton, as in dividing seats among parties), on a tie to the earlier one.
"""

from collections.abc import Sequence


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` divided in proportion to ``weights``, of which at least one is above zero.

    >>> largest_remainder(840, [70, 20, 9, 1])
    [588, 168, 76, 8]
    """
    return apportioned([total * weight for weight in weights], sum(weights), total)


def apportioned(exact: Sequence[int], denominator: int, total: int) -> list[int]:
    """Whole shares of ``total`` near the exact ones, which are numerators over one ``denominator``."""
    shares = [numerator // denominator for numerator in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: -(exact[at] % denominator))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares
