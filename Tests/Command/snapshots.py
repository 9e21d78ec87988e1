"""Texts that are kept beside the tests, and compared with what is printed now."""

import difflib
import os
import unittest
from pathlib import Path

import support

FOLDER = support.TESTS / "snapshots"
UPDATE = "AMANAT_UPDATE_SNAPSHOTS"
IS_UPDATING = os.environ.get(UPDATE) == "1"
HOW = (f"Where the new text is right, and CHANGELOG says so where people notice it:\n"
       f"    {UPDATE}=1 AMANAT=… python3 -m unittest test_help_and_session    (in Tests/Command)\n"
       f"writes it; look at the difference before it is committed.")


def compare(test: unittest.TestCase, name: str, text: str) -> None:
    """Fails with the difference where the text is not the one that is kept; or keeps it, where
    that is asked for."""
    path = FOLDER / name
    if IS_UPDATING:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return
    kept = path.read_text() if path.exists() else ""
    if kept != text:
        difference = "".join(difflib.unified_diff(
            kept.splitlines(True), text.splitlines(True), f"snapshots/{name}", "printed now"))
        test.fail(f"not as it was kept:\n{difference}\n{HOW}")


def names(folder: str) -> set[str]:
    """The texts of a folder, without their ending."""
    return {path.stem for path in (FOLDER / folder).glob("*.txt")}
