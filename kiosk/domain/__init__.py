"""The nouns of the hall: frozen values and closed sets, with no I/O and no imports from above."""
