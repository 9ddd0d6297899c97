"""The kiosk program: wires flow, screens, devices and link together, and owns the threads between them."""
