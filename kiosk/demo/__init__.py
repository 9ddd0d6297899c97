"""The demonstration: the real programs, with simulators on the far side of the real wires."""
