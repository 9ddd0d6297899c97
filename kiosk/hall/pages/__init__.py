"""Pages for people with a browser: the big display and the counter console."""
