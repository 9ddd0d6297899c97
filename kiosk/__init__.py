"""The entrance kiosk, hall server and displays of a power company's service hall."""
