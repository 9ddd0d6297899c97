"""Customer and meter numbers are a reversible scramble of the customer's index: looking one up needs no table."""

CUSTOMER_DIGITS = 10
METER_DIGITS = 12
METERS_EACH = 4  # a customer has at most this many

_CUSTOMER_PREFIX = "3"
_METER_PREFIX = "4109"
_STEP = 7_368_787  # has no factor 2 or 5, so multiplying by it only shuffles the numbers below a power of ten
_START = 180_503


def customer_number(index: int) -> str:
    return _scrambled(_CUSTOMER_PREFIX, CUSTOMER_DIGITS, index)


def customer_index(number: str) -> int | None:
    """The index behind a customer number, leading zeros allowed; None if it cannot be one."""
    return _unscrambled(_CUSTOMER_PREFIX, CUSTOMER_DIGITS, number)


def meter_number(index: int, which: int = 0) -> str:
    return _scrambled(_METER_PREFIX, METER_DIGITS, index * METERS_EACH + which)


def meter_index(number: str) -> tuple[int, int] | None:
    """The customer's index and which of their meters it is; None if it cannot be one."""
    place = _unscrambled(_METER_PREFIX, METER_DIGITS, number)
    return None if place is None else divmod(place, METERS_EACH)


def _scrambled(prefix: str, digits: int, value: int) -> str:
    width = digits - len(prefix)
    return f"{prefix}{(value * _STEP + _START) % 10**width:0{width}d}"


def _unscrambled(prefix: str, digits: int, number: str) -> int | None:
    significant = number[-digits:]
    padding = number[:-digits]
    if not (number.isascii() and number.isdigit()) or padding.strip("0") or not significant.startswith(prefix):
        return None
    if len(significant) != digits:
        return None
    space: int = 10 ** (digits - len(prefix))
    step_back = pow(_STEP, -1, space)
    return (int(significant[len(prefix) :]) - _START) * step_back % space
