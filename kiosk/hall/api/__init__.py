"""The HTTP face of the hall: one module a kind of client. No SQL here, no rules about people."""
