"""The channel a customer prefers: shares of past contacts, newer ones weighing more.

share = (sum of weights of the channel's contacts + 1) / (sum of all weights + number of channels), where a contact
``n`` calendar months old weighs 2^(-n/6). The ones are a contact of each kind imagined beforehand, so that two
visits do not make a habit.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from kiosk.domain.customer import Channel, Contact
from kiosk.portrait.credit import SCALE, WEIGHTS
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.months import month_number

FEWEST_CONTACTS = 3


def preference_of(contacts: Iterable[Contact], as_of: date) -> Channel | None:
    """The channel with a share of one half or more, given at least three contacts in 36 months; else None.

    Hand in only the contacts of one purpose to get the preference for that purpose.
    """
    this_month = month_number(as_of)
    ages = [(this_month - month_number(c.on), c.channel) for c in contacts if c.on <= as_of]
    kept = [(age, channel) for age, channel in ages if age < KEPT_MONTHS]
    if len(kept) < FEWEST_CONTACTS:
        return None
    weights: Counter[Channel] = Counter()
    for age, channel in kept:
        weights[channel] += WEIGHTS[age]
    channel, weight = weights.most_common(1)[0]
    all_weights = weights.total() + len(Channel) * SCALE
    return channel if 2 * (weight + SCALE) >= all_weights else None
