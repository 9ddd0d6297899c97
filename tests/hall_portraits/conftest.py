"""A hall with staff, and one asked by a program's token."""

from collections.abc import Callable, Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from tests.hall_api.conftest import Client, Clock, House, People, house, make_hall
from tests.hall_staff.conftest import new_browser, staffed

__all__ = ["house", "make_hall", "new_browser", "staffed"]


@pytest.fixture
def new_house(make_hall: Callable[..., Hall]) -> Iterator[Callable[..., House]]:
    """A hall whose ``[portraits]`` say something else."""
    with start_blocking_portal() as portal:

        def new(**said: object) -> House:
            people, clock = People(), Clock()
            hall = make_hall(people, clock)
            portraits = hall.settings.portraits.model_copy(update=said)
            settings = hall.settings.model_copy(update={"portraits": portraits})
            hall = Hall(
                **{name: getattr(hall, name) for name in Hall.__dataclass_fields__} | {"settings": settings}
            )
            return House(hall, people, clock, Client(portal, make_app(hall)))

        yield new
