"""The tests of `test_formats.py`, by what they are of."""
