"""What `open_bundle.py` is made of: the state of an opening, joined logs and pieces, and records."""
