"""Slips of a typist, and of a machine that reads scans."""

NEIGHBOURS = {
    "A": "SQZ",
    "B": "VNG",
    "C": "XVD",
    "D": "SFE",
    "E": "WRD",
    "F": "DGR",
    "G": "FHT",
    "H": "GJY",
    "I": "UOK",
    "J": "HKU",
    "K": "JLI",
    "L": "KOP",
    "M": "NJK",
    "N": "BMH",
    "O": "IPL",
    "P": "OL",
    "Q": "WA",
    "R": "ETF",
    "S": "ADW",
    "T": "RYG",
    "U": "YIJ",
    "V": "CBF",
    "W": "QES",
    "X": "ZCS",
    "Y": "TUH",
    "Z": "XA",
}
"""Keys beside each other on a QWERTY keyboard."""

LOOKALIKES = (("O", "0"), ("I", "1"), ("S", "5"), ("B", "8"), ("RN", "M"), ("M", "RN"))
"""What a reader of scans confuses."""


def insert(text: str, place: int, letter: str) -> str:
    """A letter too many."""
    return text[:place] + letter + text[place:]


def delete(text: str, place: int) -> str:
    """A letter too few; a text of one letter stays."""
    return text[:place] + text[place + 1 :] if len(text) > 1 else text


def substitute(text: str, place: int, letter: str) -> str:
    """Another letter."""
    return text[:place] + letter + text[place + 1 :]


def transpose(text: str, place: int) -> str:
    """A letter and the next one exchanged."""
    if place + 1 >= len(text):
        return text
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def misread(text: str, pair: tuple[str, str]) -> str:
    """The first of what looks like another."""
    return text.replace(pair[0], pair[1], 1)
