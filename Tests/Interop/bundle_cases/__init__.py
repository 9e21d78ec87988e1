"""The cases of `make_bundle.py`: what a bundle is made of, and one module for each kind of fault."""
