"""Devices made of software, on the far side of real wires: pseudo-terminals, TCP ports, a virtual card slot."""
