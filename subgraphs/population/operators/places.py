"""Places of birth as registers write them."""

OLD_NAMES = {
    "MAKASSAR": "UJUNG PANDANG",
    "JAKARTA": "BATAVIA",
    "YOGYAKARTA": "DJOKJAKARTA",
    "JAYAPURA": "HOLLANDIA",
    "BANDA ACEH": "KUTARAJA",
    "BOGOR": "BUITENZORG",
}
"""Today's name to an old one."""

ABBREVIATIONS = {
    "JAKARTA PUSAT": "JKT",
    "JAKARTA SELATAN": "JKT",
    "JAKARTA TIMUR": "JKT",
    "JAKARTA BARAT": "JKT",
    "JAKARTA UTARA": "JKT",
    "SURABAYA": "SBY",
    "BANDUNG": "BDG",
    "YOGYAKARTA": "YK",
    "SEMARANG": "SMG",
}


def with_kind(place: str, kind: str) -> str:
    """KAB. or KOTA before the place."""
    return f"{kind} {place}"


def old_name(place: str) -> str:
    """An old name of the place, where it has one."""
    return OLD_NAMES.get(place, place)


def abbreviate(place: str) -> str:
    """A usual abbreviation, where there is one."""
    return ABBREVIATIONS.get(place, place)


def city_alone(place: str) -> str:
    """JAKARTA SELATAN → JAKARTA."""
    head, _, tail = place.rpartition(" ")
    sides = {"SELATAN", "UTARA", "TIMUR", "BARAT", "PUSAT", "TENGAH"}
    return head if tail in sides else place


def country_instead(_place: str) -> str:
    """The country, where a form asked for the country of birth."""
    return "INDONESIA"
