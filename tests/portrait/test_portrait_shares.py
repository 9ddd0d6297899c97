"""The published divisions of a station's customers, to the last one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.portrait.segment import STATION_SHARES
from kiosk.portrait.shares import largest_remainder


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (2_100, [60, 40], [1_260, 840]),
        (840, [70, 20, 9, 1], [588, 168, 76, 8]),
        (47_783, list(STATION_SHARES), [38_226, 7_168, 2_389]),
    ],
)
def test_published_divisions(total: int, weights: list[int], shares: list[int]) -> None:
    assert largest_remainder(total, weights) == shares


def test_a_tie_goes_to_the_earlier() -> None:
    assert largest_remainder(1, [1, 1]) == [1, 0]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 1_000), min_size=1).filter(any))
def test_nothing_is_lost_and_nobody_is_a_whole_one_off(total: int, weights: list[int]) -> None:
    shares = largest_remainder(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)
