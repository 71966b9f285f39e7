"""Of whom a linkage could miss more than of others: what a record itself says."""

from linkage.normalise.names import name_words
from linkage.record import Precision, Record


def groups_of(record: Record) -> set[str]:
    """The subgroups of a record, as stable names.

    `sex:F`, `sex:M`; `born:1970`, the decade; `names:one`, who bears one name only;
    `date:imputed`, whose birth date an office filled in; `nik:none`, who has no NIK.
    """
    found = set()
    if record.sex:
        found.add(f"sex:{record.sex}")
    if record.names and len(name_words(record.names[0])) == 1:
        found.add("names:one")
    if record.birth_date:
        found.add(f"born:{record.birth_date.value[:3]}0")
        if record.birth_date.imputed or record.birth_date.precision != Precision.DAY:
            found.add("date:imputed")
    if not record.niks:
        found.add("nik:none")
    return found
