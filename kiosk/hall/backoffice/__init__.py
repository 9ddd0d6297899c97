"""The hall's end of the utility's back office: finds who stands at the kiosk, and never raises for its troubles.

``BackOffice.find`` answers Found, NotFound or Away. The hall alone talks to the back office.
"""
