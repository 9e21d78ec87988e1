"""What the command shows: what its tests share."""

import fcntl
import struct
import termios
import unicodedata

from session import Session
from support import CommandTest, Vault
from tmux import Tmux


OPENING = "\r\x1b[KOpening the vault…\r\x1b[K"


def width(text: str) -> int:
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class ScreenTest(CommandTest):
    def tmux(self, columns: int = 80, rows: int = 24) -> Tmux:
        tmux = Tmux(self.folder, columns, rows)
        self.addCleanup(tmux.close)
        return tmux

    def session(self, *arguments, columns: int = 80, rows: int = 24) -> Session:
        session = Session(*arguments)
        fcntl.ioctl(session.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.addCleanup(session.kill)
        return session

    def said(self, vault: Vault, *arguments, columns: int = 80, status: int | None = 0) -> str:
        """What is said at a terminal, without the line that a person sees while the vault opens."""
        session = self.session(*arguments, *vault.options, columns=columns)
        ended = session.end(60)
        if status is not None:
            self.assertEqual(ended, status, session.seen.decode(errors="replace"))
        return session.seen.decode().replace(OPENING, "", 1).replace("\r\n", "\n")
