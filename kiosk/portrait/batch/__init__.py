"""A whole city every night: the rules of ``kiosk.portrait`` as Ibis expressions. Needs the ``batch`` extra."""
