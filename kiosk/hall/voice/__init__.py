"""Calls spoken in the hall: clips of words are joined to sentences and played by the hall's own sound card.

A voice is one language: a text file that names its words and their order, and a folder of WAV clips, one a word.
Spoken are number and window, never a name, a reason or a class.
"""
