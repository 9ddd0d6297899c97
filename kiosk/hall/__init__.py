"""The hall server: kiosks, counters and displays meet here over HTTP."""
