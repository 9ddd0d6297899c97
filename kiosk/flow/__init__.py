"""What happens next in a visit. Pure: no I/O, no clock, no chance; facts in, the next state and effects out."""
