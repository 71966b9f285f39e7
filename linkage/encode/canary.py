"""Public records that every agency encodes, to show that all encode alike.

They are invented, known to everybody, and touch every normaliser: titles, old
spelling, a Muhammad, a patronymic, a default date, a renamed city, a NIK and a
passport. They are encoded under canary subkeys alone, never under the subkeys of
real records: whoever knows them learns nothing about these.

A change to a normaliser changes the digest, and then encodings made before and
after it are refused together rather than compared in silence.
"""

from linkage.record import PartialDate, Precision, Record

CANARY_RECORDS = (
    Record(
        handle="canary-1",
        names=("H. Moch. Soepriyanto, S.H.",),
        birth_date=PartialDate("1951-07-01", Precision.DAY, imputed=True),
        birth_place="Ujung Pandang",
        sex="M",
        niks=("7371000107510000",),
        mother_name="Hj. Siti Noer Hajati",
    ),
    Record(
        handle="canary-2",
        names=("Fathiyah Zulaeka binti Djauhari",),
        birth_date=PartialDate("1988-11-23"),
        birth_place="Kab. Toli-Toli",
        sex="F",
        niks=("7204006311880000", "7206006311880000"),
        passports=("X0000000",),
        address="Jl. Kenari 3, Kab. Toli-Toli",
    ),
    Record(
        handle="canary-3",
        names=("O'Neill-Łukasz, Éva",),
        birth_date=PartialDate("1979-02", Precision.MONTH),
        passports=("ZZ 000000",),
    ),
)
