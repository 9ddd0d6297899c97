"""Sessions over cards: bytes in, bytes out below; an Identity, or the reason why not, above.

No reader and no library here: a session talks to any ``Connection``, and only through the guard.
"""
