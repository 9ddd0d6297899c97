"""Where to send a person: rules read and checked from data, ``route(facts)`` -> Decision. Pure."""
