"""How an account is cut into paragraphs, and joined: Records, "account/NNN.txt"."""

from .errors import Refused

MOST = 900
ACCOUNT_LIMIT = 16 << 20


def lines(data: bytes) -> list[bytes]:
    """Each with its line feed; the last one may have none."""
    pieces = data.split(b"\n")
    last = pieces.pop()
    return [piece + b"\n" for piece in pieces] + ([last] if last else [])


def is_blank(line: bytes) -> bool:
    return not line.rstrip(b"\n").strip(b" \t\r")


def _cut_where(parts: list[bytes], begins: list[bool]) -> list[bytes]:
    result: list[list[bytes]] = []
    for part, is_first in zip(parts, begins):
        if is_first or not result:
            result.append([])
        result[-1].append(part)
    return [b"".join(piece) for piece in result]


def cut(account: bytes) -> list[bytes]:
    """The paragraphs of an account that is not empty."""
    every = lines(account)
    blank = [is_blank(line) for line in every]
    begins = [
        not blank[i] and i > 0 and blank[i - 1] and not all(blank[:i]) for i in range(len(every))]
    result = _cut_where(every, begins)
    if len(result) == 1 and not all(blank):
        first = blank.index(False)
        result = _cut_where(every, [i > first and not blank[i] for i in range(len(every))])
    if len(result) > MOST:
        result[MOST - 1:] = [b"".join(result[MOST - 1:])]
    return result


def check(paragraph: bytes) -> None:
    if not paragraph:
        raise Refused("record: an empty paragraph")
    try:
        paragraph.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("record: a paragraph that is not UTF-8") from None


def join(paragraphs: list[bytes]) -> str:
    """The account. Where the cuts are is not asked."""
    for paragraph in paragraphs:
        check(paragraph)
    account = b"".join(paragraphs)
    if len(account) > ACCOUNT_LIMIT:
        raise Refused("record: the account is too long")
    return account.decode("utf-8")
