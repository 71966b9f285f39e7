import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from linkage.encode.columns.table import to_table
from linkage.errors import TableInvalid
from linkage.pipeline.sources import read_tables
from linkage.pipeline.tables import read_records

TEXT = """handle,names,birth_date,birth_date_precision,birth_date_imputed,sex,niks
a,"SITI|NUR, ""H"" X",1951-07-01,YEAR,true,F,7371010503710001|7371010503710002

b,|AMIN,1988,,,M,
c,"two
lines",,,,,||1
"""


def test_a_csv_file_gives_what_the_plain_reader_gives(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text("\ufeff" + TEXT, encoding="utf-8")
    (batch,) = read_tables(path)
    assert batch.equals(to_table(list(read_records(path))))


def test_a_parquet_file_may_have_lists_dates_and_flags(tmp_path):
    path = tmp_path / "records.parquet"
    columns = {
        "handle": ["a", "b"],
        "names": ["SITI", None],
        "birth_date": pa.array(["1951-07-01", None]).cast(pa.date32()),
        "birth_date_imputed": [True, False],
        "niks": [["7371010503710001", "7371010503710002"], []],
    }
    pq.write_table(pa.table(columns), path)
    (batch,) = read_tables(path)
    first, second = batch.to_pylist()
    assert first["name"] == "SITI"
    assert (first["birth_date"], first["birth_date_precision"]) == ("1951-07-01", "DAY")
    assert first["birth_date_imputed"] is True
    assert first["niks"] == ["7371010503710001", "7371010503710002"]
    assert (second["name"], second["birth_date"], second["niks"]) == (None, None, [])


def test_a_long_file_comes_in_batches(tmp_path):
    path = tmp_path / "records.csv"
    handles = [f"r{at}" for at in range(40_000)]
    pa_csv.write_csv(pa.table({"handle": handles}), path)
    batches = list(read_tables(path))
    assert len(batches) > 1
    assert [one for each in batches for one in each.column(0).to_pylist()] == handles


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name\nx\n",
        "handle,other\na,b\n",
        "handle,sex\na,X\n",
        "handle,sex\na\n",
        "handle,sex\n,M\n",
        "handle,birth_date\na,01/02/1990\n",
        "handle,birth_date,birth_date_precision\na,1990,DAY\n",
        "handle,birth_date,birth_date_imputed\na,1990,perhaps\n",
        "handle,handle\na,b\n",
    ],
)
def test_what_is_no_table_of_records_is_refused(tmp_path, text):
    path = tmp_path / "records.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableInvalid):
        list(read_tables(path))


def test_the_line_is_named_and_its_cell_is_not(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text("handle,sex\na,M\nb,SECRETIVE\n", encoding="utf-8")
    with pytest.raises(TableInvalid) as refused:
        list(read_tables(path))
    assert "Line 3" in str(refused.value)
    assert "SECRETIVE" not in str(refused.value) + refused.value.diagnostics


@pytest.mark.parametrize("content", [b"", b"PAR1 no parquet PAR1"])
def test_a_broken_parquet_file_is_refused(tmp_path, content):
    path = tmp_path / "records.parquet"
    path.write_bytes(content)
    with pytest.raises(TableInvalid):
        list(read_tables(path))
