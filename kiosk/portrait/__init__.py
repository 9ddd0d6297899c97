"""Who is this customer: credit, risk and arrears from raw facts. Pure integers, reasons with every figure.

``portrait_of(facts, as_of)`` is the one entrance.
"""

from kiosk.portrait.portrait import portrait_of

__all__ = ["portrait_of"]
