"""What the hall itself writes down about customers, beside what the back office knows.

Everything is kept by ``person_key``, the keyed hash of ``kiosk.hall.person``: no name, no number. Each module keeps
one kind of record; ``everything`` reads and forgets all of them for one person.
"""
