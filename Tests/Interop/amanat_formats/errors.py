"""What a reader says when it refuses something."""


class Refused(Exception):
    """Something is not as its page demands. The message is for people."""


class NeedsNewer(Refused):
    """It says itself that it needs a newer version than this one."""


class Truncated(Refused):
    """The file ended before what was announced."""
