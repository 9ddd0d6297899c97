"""The ticket store: numbers, states, calling. The only door to issue or call a ticket; rows never leave it.

Every function takes the engine, does one transaction, and hands back a small frozen value that says what happened,
so that the hall can tell the displays after the commit.
"""
