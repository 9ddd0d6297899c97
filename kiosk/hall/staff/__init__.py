"""Who works here: accounts, sign-ins, sessions, what each role may ask, and the log of what was done.

All state is in the database, so that any process of the hall knows every session. Functions take a ``StaffBook``
(a database and the hall in it) and the time, do one transaction, and hand back small frozen values.
"""
