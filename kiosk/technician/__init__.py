"""What a technician runs: check, shots."""
