import numpy as np
import pytest

from linkage.errors import TableInvalid
from linkage.record import PartialDate, Precision, Record
from linkage.review.copies import copied, slipped
from linkage.review.linking import COPIES, KNOWN, to_link, truth_of, without_numbers
from linkage.review.registers import Register, Registers, read_registers
from linkage.review.scale import Scale
from linkage.review.subgroups import groups_of

HEAD = "handle,names,birth_date,sex,niks\n"


def table(path, count, prefix="r"):
    rows = "".join(
        f"{prefix}{row},SITI AMINAH,1980-03-0{row % 9 + 1},F,31710{row:011}\n"
        for row in range(count)
    )
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def person(**values):
    return Record(handle="h", **values)


def test_registers_are_named_after_their_files(tmp_path):
    files = [table(tmp_path / "ahu.csv", 100), table(tmp_path / "kemlu.csv", 7)]
    found = read_registers(files, None)
    assert [each.agency for each in found.all] == ["ahu", "kemlu"]
    assert (found.records, found.invented) == (107, False)
    assert found.largest.agency == "ahu"
    assert truth_of(found) == COPIES


def test_a_truth_says_whose_the_records_are(tmp_path):
    files = [table(tmp_path / "ahu.csv", 100), table(tmp_path / "kemlu.csv", 7)]
    truth = tmp_path / "truth.csv"
    rows = [f"ahu,r{row},p{row}\n" for row in range(100)]
    rows += [f"kemlu,r{row},p{row}\n" for row in range(7)]
    truth.write_text("agency,handle,person\n" + "".join(rows), encoding="utf-8")
    found = read_registers(files, truth)
    assert found.all[1].people == tuple(f"p{row}" for row in range(7))
    assert truth_of(found) == KNOWN
    sides = to_link(found, Scale(linked=50))
    assert set(sides[1].people) <= set(sides[0].people) | {f"p{n}" for n in range(7)}
    assert sum(len(each.records) for each in sides) < 107


def test_a_truth_that_lacks_a_record_is_refused_without_its_handle(tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text("agency,handle,person\n", encoding="utf-8")
    with pytest.raises(TableInvalid) as refused:
        read_registers([table(tmp_path / "ahu.csv", 100)], truth)
    assert "r0" not in str(refused.value)


def test_too_few_records_and_two_of_one_name_are_refused(tmp_path):
    with pytest.raises(TableInvalid, match="100 records"):
        read_registers([table(tmp_path / "ahu.csv", 99)], None)
    (tmp_path / "b").mkdir()
    two = [table(tmp_path / "ahu.csv", 100), table(tmp_path / "b" / "ahu.csv", 100)]
    with pytest.raises(TableInvalid, match="one name"):
        read_registers(two, None)


def test_one_register_is_linked_with_a_copy_of_itself(tmp_path):
    found = read_registers([table(tmp_path / "ahu.csv", 200)], None)
    one, copy = to_link(found, Scale(linked=150))
    assert len(one.records) == len(copy.records) == 150
    assert one.people == copy.people
    assert copy.agency == "ahu-copy"
    changed = sum(a != b for a, b in zip(one.records, copy.records, strict=True))
    assert 75 < changed < 130
    for stripped in without_numbers([one, copy]):
        assert not any(each.niks or each.passports for each in stripped.records)


def test_slips_keep_what_is_not_there_and_no_leap_day_gets_lost():
    generator = np.random.default_rng(3)
    bare = person()
    assert slipped(bare, generator) == bare
    year = person(birth_date=PartialDate("1980", Precision.YEAR))
    assert slipped(year, generator).birth_date == year.birth_date
    leap = person(birth_date=PartialDate("1980-02-29"), names=("X",))
    seen = {slipped(leap, generator).birth_date.value for _ in range(500)}
    assert "1981-02-29" not in seen
    assert len(seen) > 10


def test_every_kind_of_slip_occurs():
    record = person(
        names=("SITI AMINAH", "SITI"),
        birth_date=PartialDate("1980-03-05"),
        niks=("3171014503800001",),
    )
    register = Register("ahu", [record] * 400, None)
    found = copied(register, np.random.default_rng(1)).records
    niks = [each.niks for each in found]
    assert 80 < niks.count(()) < 160
    assert any(each not in {(), record.niks} for each in niks)
    assert any(each.birth_date.value.startswith("1981") for each in found)
    assert any(each.names[0] != "SITI AMINAH" for each in found)
    assert all(each.names[1] == "SITI" for each in found)


def test_subgroups_of_a_record():
    record = person(
        names=("SLAMET",),
        sex="M",
        birth_date=PartialDate("1951-07-01", Precision.YEAR, imputed=True),
    )
    assert groups_of(record) == {
        "sex:M",
        "names:one",
        "born:1950",
        "date:imputed",
        "nik:none",
    }
    assert groups_of(person(niks=("1",))) == set()


def test_an_empty_set_of_people_leaves_empty_registers():
    registers = Registers((Register("a", [], []), Register("b", [], [])), invented=True)
    assert [len(each.records) for each in to_link(registers, Scale())] == [0, 0]
