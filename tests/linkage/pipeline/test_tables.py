import pytest

from linkage.cluster.clusters import RecordKey
from linkage.errors import TableInvalid
from linkage.pipeline.tables import read_records, read_truth
from linkage.record import PartialDate, Precision, Record


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "t.csv"
        path.write_text(text, encoding=encoding, newline="")
        return path

    return write


def test_a_full_row_becomes_a_record(table):
    path = table(
        "handle,names,birth_date,birth_date_precision,birth_date_imputed,birth_place,"
        "sex,niks,passports,mother_name,address\n"
        'h1,Ana|Anna,1951-07-01,YEAR,true,Solo,F,12|34,X1|Y2,Siti,"Jl. 1, Solo"\n'
    )
    assert list(read_records(path)) == [
        Record(
            handle="h1",
            names=("Ana", "Anna"),
            birth_date=PartialDate("1951-07-01", Precision.YEAR, imputed=True),
            birth_place="Solo",
            sex="F",
            niks=("12", "34"),
            passports=("X1", "Y2"),
            mother_name="Siti",
            address="Jl. 1, Solo",
        )
    ]


def test_empty_cells_and_missing_columns_are_nothing(table):
    path = table("handle,birth_date,sex,names\nh1,,,\n")
    assert list(read_records(path)) == [Record("h1")]


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("1951", Precision.YEAR),
        ("1951-07", Precision.MONTH),
        ("1951-07-01", Precision.DAY),
    ],
)
def test_a_dates_length_tells_its_precision(table, value, precision):
    (record,) = read_records(table(f"handle,birth_date\nh1,{value}\n"))
    assert record.birth_date == PartialDate(value, precision)


def test_a_byte_order_mark_does_no_harm(table):
    assert list(read_records(table("handle\nh1\n", "utf-8-sig"))) == [Record("h1")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "names\nSlamet\n",
        "handle,shoe\nh1,Slamet\n",
        "handle,names\nh1\n",
        "handle,names\nh1,Slamet,Slamet\n",
        "handle,names\n,Slamet\n",
        "handle,sex\nh1,Slamet\n",
        "handle,birth_date\nh1,Slamet\n",
        "handle,birth_date\nh1,1951-7-1\n",
        "handle,birth_date,birth_date_precision\nh1,1951,Slamet\n",
        "handle,birth_date,birth_date_imputed\nh1,1951,Slamet\n",
        'handle,names\nh1,"Slamet\n',
    ],
)
def test_a_wrong_table_is_refused_without_quoting_it(table, text):
    with pytest.raises(TableInvalid) as refused:
        list(read_records(table(text)))
    assert "Slamet" not in str(refused.value) + refused.value.diagnostics
    assert refused.value.__cause__ is None


def test_what_is_no_text_or_not_there_is_refused(tmp_path):
    (tmp_path / "t").write_bytes(b"handle\n\xff\xfe\n")
    for path in (tmp_path / "t", tmp_path / "nowhere", tmp_path):
        with pytest.raises(TableInvalid):
            list(read_records(path))


def test_rows_stream(table):
    """The first record comes before a later fault is met."""
    records = read_records(table("handle,sex\nh1,M\nh2,Q\n"))
    assert next(records).handle == "h1"
    with pytest.raises(TableInvalid, match="Line 3"):
        next(records)


def test_a_truth_says_whose_record_each_is(table):
    path = table("person,agency,handle\n7,a,h1\n7,b,h9\n")
    assert read_truth(path) == {RecordKey("a", "h1"): "7", RecordKey("b", "h9"): "7"}
    with pytest.raises(TableInvalid):
        read_truth(table("agency,handle\na,h1\n"))
