"""The portrait of whoever is at a window, for whoever serves them: from the back office, or from last night.

Nothing here judges anybody: the rules are in ``kiosk/portrait``. No suspicion of theft ever gets here.
"""
