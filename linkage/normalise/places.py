"""Places of birth to folded words: one name for old names and abbreviations."""

from functools import lru_cache

from linkage.normalise.spelling import fold
from linkage.normalise.text import words
from linkage.normalise.vocabulary import PLACE_KINDS

RENAMED = {
    ("UJUNG", "PANDANG"): ("MAKASSAR",),
    ("UJUNGPANDANG",): ("MAKASSAR",),
    ("MKS",): ("MAKASSAR",),
    ("IRIAN", "JAYA"): ("PAPUA",),
    ("IRIAN",): ("PAPUA",),
    ("BATAVIA",): ("JAKARTA",),
    ("JKT",): ("JAKARTA",),
    ("SBY",): ("SURABAYA",),
    ("BDG",): ("BANDUNG",),
    ("SMG",): ("SEMARANG",),
    ("MDN",): ("MEDAN",),
    ("YOGYA",): ("YOGYAKARTA",),
    ("JOGJA",): ("YOGYAKARTA",),
    ("JOGJAKARTA",): ("YOGYAKARTA",),
    ("DJOKJAKARTA",): ("YOGYAKARTA",),
    ("DJOKJA",): ("YOGYAKARTA",),
    ("DJAKARTA",): ("JAKARTA",),
    ("SOERABAIA",): ("SURABAYA",),
    ("SURABAJA",): ("SURABAYA",),
    ("BUITENZORG",): ("BOGOR",),
    ("TELUK", "BETUNG"): ("BANDAR", "LAMPUNG"),
    ("TANJUNG", "KARANG"): ("BANDAR", "LAMPUNG"),
    ("KOTABARU",): ("JAYAPURA",),
    ("HOLLANDIA",): ("JAYAPURA",),
    ("SUKARNAPURA",): ("JAYAPURA",),
    ("KUTARAJA",): ("BANDA", "ACEH"),
    ("FORT", "DE", "KOCK"): ("BUKITTINGGI",),
}
"""Old name or abbreviation to the name in use, on whole words."""
_LONGEST = max(len(old) for old in RENAMED)


@lru_cache(maxsize=65_536)
def place_words(place: str) -> tuple[str, ...]:
    """The folded words of a place, each once, in alphabetical order."""
    plain = words(place)
    named = [word for word in plain if word not in PLACE_KINDS] or list(plain)
    return tuple(sorted({fold(word) for word in _renamed(named)}))


def _renamed(plain: list[str]) -> list[str]:
    current: list[str] = []
    at = 0
    while at < len(plain):
        for length in range(_LONGEST, 0, -1):
            old = tuple(plain[at : at + length])
            if len(old) == length and old in RENAMED:
                current += RENAMED[old]
                at += length
                break
        else:
            current.append(plain[at])
            at += 1
    return current
