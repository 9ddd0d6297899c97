"""A stand-in for the utility's back office: a seeded town behind the endpoints a real one would give."""
