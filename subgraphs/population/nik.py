"""The NIK: composed, and the ways in which a copy of one goes wrong.

Province 2, regency 2, district 2, birth date DDMMYY with 40 added to the day
for women, serial 0001-9999 (Perpres 25/2008, Permendagri 73/2022). Serials
here are random: a NIK that exists would be so by chance alone.
"""

from datetime import date

FOR_WOMEN = 40
"""Added to the day of birth."""

OLD_PROVINCES = {"31": "09", "32": "10", "33": "11", "35": "12"}
"""Numbers of provinces before the register of 2004 (from memory)."""


def compose(district: str, birth: date, sex: str, serial: int) -> str:
    """A NIK of 16 digits."""
    day = birth.day + (FOR_WOMEN if sex == "F" else 0)
    return f"{district}{day:02d}{birth:%m%y}{serial:04d}"


def renumber(nik: str, serial: int) -> str:
    """The same person under the numbering before 2004, with another serial."""
    province = OLD_PROVINCES.get(nik[:2], nik[:2])
    regency = f"{50 + int(nik[2:4]) % 20:02d}"
    return f"{province}{regency}{nik[4:12]}{serial:04d}"


def with_prefix(nik: str, regency: str) -> str:
    """The same digits under another regency's four."""
    return regency + nik[4:]


def flip_sex(nik: str) -> str:
    """40 added to the day, or taken away."""
    day = int(nik[6:8])
    return f"{nik[:6]}{day - FOR_WOMEN if day > FOR_WOMEN else day + FOR_WOMEN:02d}{nik[8:]}"


def without_serial(nik: str) -> str:
    """A serial of 0000, as a form that cuts the number off leaves it."""
    return nik[:12] + "0000"


def retype(nik: str, place: int, digit: str) -> str:
    """One digit typed wrong; `place` from 0."""
    return nik[:place] + digit + nik[place + 1 :]
