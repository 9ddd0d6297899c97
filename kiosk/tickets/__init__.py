"""The ticket store: numbers, states, calling. The only door to issue or call a ticket; rows never leave it."""
