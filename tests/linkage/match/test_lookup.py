import numpy as np
import pytest

from linkage.match.links import Band, Reason
from linkage.match.lookup import find
from linkage.match.mapped import load, save
from linkage.match.prepared import Prepared
from linkage.record import PartialDate, Record


def test_a_number_alone_finds_its_record_as_probable(
    encode_to_file, encoder, population_register, profile
):
    file = encode_to_file("a", population_register)
    asked = encoder.encode_one(Record("?", niks=("1271016311880002",)))
    (found,) = find(asked, Prepared.of(file), profile)
    assert (found.handle, found.row) == ("r2", 1)
    assert (found.band, found.reason) == (Band.PROBABLE, Reason.IDENTIFIER)


def test_a_number_with_name_and_birth_date_is_certain(
    encode_to_file, encoder, population_register, profile
):
    file = encode_to_file("a", population_register)
    asked = Record(
        "?",
        names=("Nurhayati Siregar",),
        birth_date=PartialDate("1988-11-23"),
        niks=("1271016311880002",),
    )
    (found,) = find(encoder.encode_one(asked), Prepared.of(file), profile)
    assert (found.handle, found.band) == ("r2", Band.CERTAIN)


def test_the_surest_comes_first(encode_to_file, encoder, population_register, profile):
    record = population_register[1]
    sister = Record(
        "sister",
        names=("NUR HASANAH SIREGAR",),
        birth_date=record.birth_date,
        birth_place="MEDAN",
        sex="F",
    )
    file = encode_to_file("a", [sister, *population_register])
    found = find(encoder.encode_one(record), Prepared.of(file), profile)
    assert found[0].handle == "r2"
    assert [one.band for one in found] == sorted(
        (one.band for one in found), reverse=True
    )


def test_nobody_is_found_for_a_stranger_or_in_an_empty_file(
    encode_to_file, encoder, population_register, profile
):
    asked = encoder.encode_one(Record("?", niks=("9171010101010101",)))
    for records in (population_register, []):
        among = Prepared.of(encode_to_file("a", records))
        assert find(asked, among, profile) == []


def test_a_mapped_file_gives_what_the_file_gives(
    encode_to_file, encoder, population_register, passport_office, profile, tmp_path
):
    among = Prepared.of(encode_to_file("a", population_register + passport_office))
    save(among, tmp_path / "mapped")
    mapped = load(tmp_path / "mapped")
    assert isinstance(mapped.filters, np.memmap)
    assert mapped.header == among.header
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["mapped"]
    for record in population_register + passport_office:
        asked = encoder.encode_one(record)
        found = find(asked, mapped, profile)
        assert record.handle in {one.handle for one in found}
        assert found == find(asked, among, profile)
    with pytest.raises(OSError, match="mapped"):
        save(among, tmp_path / "mapped")


def test_an_empty_file_can_be_mapped(encode_to_file, encoder, profile, tmp_path):
    save(Prepared.of(encode_to_file("a", [])), tmp_path / "mapped")
    asked = encoder.encode_one(Record("?", niks=("9171010101010101",)))
    assert find(asked, load(tmp_path / "mapped"), profile) == []
