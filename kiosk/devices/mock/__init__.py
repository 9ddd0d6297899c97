"""Drivers without metal, for tests and demonstrations. Used only when the configuration names them."""
