"""The kiosk's end of the hall API: the client, the journal and the reserve of numbers."""
