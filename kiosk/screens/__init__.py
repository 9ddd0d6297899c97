"""Pixels: draws the one Kiosk value in millimetres and names the touch targets."""
