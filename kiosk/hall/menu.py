"""The services a person may choose, the likeliest first."""

from collections import Counter
from collections.abc import Iterable

from kiosk.domain.customer import CustomerFacts
from kiosk.hall.settings import Service, Services
from kiosk.wire import Menu, MenuItem


def menu(services: Services, contracts: Iterable[CustomerFacts] = ()) -> Menu:
    """In the configured order; for a customer first by how they pay, then by what they came for most often."""
    known = tuple(contracts)
    methods = {contract.method for contract in known}
    came_for = Counter(contact.purpose for contract in known for contact in contract.contacts)

    def likeliest(service: Service) -> tuple[bool, int]:
        purpose = service.for_purpose
        return service.for_method not in methods, -came_for[purpose] if purpose else 0

    return Menu(items=tuple(_item(service) for service in sorted(services.services, key=likeliest)))


def _item(service: Service) -> MenuItem:
    return MenuItem(service=service.id, title=service.title.by_language, pictogram=service.pictogram)
