"""The channel a customer prefers: shares of past contacts, newer ones weighing more.

share = (sum of weights of the channel's contacts + 1) / (sum of all weights + number of channels), where a contact
``n`` calendar months old weighs 2^(-n/6). The ones are a contact of each kind imagined beforehand, so that two
visits do not make a habit.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from kiosk.domain.customer import Channel, Contact, Purpose
from kiosk.domain.portrait import Preference, Preferences, Reason
from kiosk.portrait.credit import SCALE, WEIGHTS
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.months import month_number

FEWEST_CONTACTS = 3

_Aged = tuple[int, Channel]


def preference_of(contacts: Iterable[Contact], as_of: date) -> Channel | None:
    """The channel with a share of one half or more, given at least three contacts in 36 months; else None."""
    return _preference([(age, contact.channel) for age, contact in _kept(contacts, as_of)]).channel


def preferences_of(contacts: Iterable[Contact], as_of: date) -> Preferences:
    """The same for each purpose by itself: who pays in the app may still complain by telephone."""
    aged: dict[Purpose, list[_Aged]] = {purpose: [] for purpose in Purpose}
    for age, contact in _kept(contacts, as_of):
        aged[contact.purpose].append((age, contact.channel))
    found = tuple((purpose, _preference(those)) for purpose, those in aged.items())
    reasons = tuple(_reason(purpose, preference) for purpose, preference in found if preference.contacts)
    return Preferences(as_of, found, reasons)


def _kept(contacts: Iterable[Contact], as_of: date) -> Iterator[tuple[int, Contact]]:
    this_month = month_number(as_of)
    for contact in contacts:
        age = this_month - month_number(contact.on)
        if contact.on <= as_of and age < KEPT_MONTHS:
            yield age, contact


def _preference(aged: list[_Aged]) -> Preference:
    if not aged:
        return Preference()
    weights: Counter[Channel] = Counter()
    for age, channel in aged:
        weights[channel] += WEIGHTS[age]
    channel, weight = weights.most_common(1)[0]
    part, whole = weight + SCALE, weights.total() + len(Channel) * SCALE
    stands_out = len(aged) >= FEWEST_CONTACTS and 2 * part >= whole
    return Preference(channel if stands_out else None, (2_000 * part + whole) // (2 * whole), len(aged))


def _reason(purpose: Purpose, found: Preference) -> Reason:
    code = "prefers" if found.channel else "no_preference"
    channel = found.channel or "none"
    detail = f"purpose={purpose} channel={channel} per_mille={found.share} contacts={found.contacts}"
    return Reason(code, detail, 0)
