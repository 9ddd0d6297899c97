"""Bytes and ports: one driver a file, one loop for all (``base``), one table of schemes (``table``).

A failing device is a state (``DeviceDown``), never an exception that leaves this package.
"""
