import pytest

from protocol.errors import RecordError, TautanError
from protocol.messages import Language
from protocol.records import Record, dotted, parse_record, read_yaml


class Inner(Record):
    size: int


class Outer(Record):
    name: str
    parts: tuple[Inner, ...] = ()


def read(text):
    return parse_record(Outer, read_yaml(text, "thing.yaml"))


def said(text):
    with pytest.raises(RecordError) as caught:
        read(text)
    return str(caught.value)


def test_a_good_record_is_read():
    assert read("name: a\nparts: [{size: 1}]\n").parts == (Inner(size=1),)


def test_an_unknown_key_is_named_with_its_line():
    assert said("name: a\nnmae: b\n") == "thing.yaml:2: nmae: unknown key"


def test_a_missing_key_is_named_with_the_line_of_its_parent():
    text = "name: a\nparts:\n  - size: 1\n  - {}\n"
    assert said(text) == "thing.yaml:4: parts[1].size: missing"


def test_all_findings_come_in_the_order_of_the_file():
    text = "nmae: a\nparts:\n  - size: x\n"
    lines = said(text).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "thing.yaml:1:",
        "thing.yaml:1:",
        "thing.yaml:3:",
    ]
    assert lines[2].startswith("thing.yaml:3: parts[0].size: Input should be")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "thing.yaml:1: the document is empty"),
        ("name: a\nname: b\n", "thing.yaml:2: name: stands twice"),
        (
            "parts:\n  - {size: 1, size: 2}\n",
            "thing.yaml:2: parts[0].size: stands twice",
        ),
        ("name: a\n1: b\n", "thing.yaml:2: a key must be plain text"),
        ("name: a\n? [x]\n: b\n", "thing.yaml:2: a key must be plain text"),
        ("name: &n a\nparts: *n\nmore: b\n", "thing.yaml:2: aliases are not allowed"),
        ("name: !!python/name:os.system\n", None),
    ],
)
def test_what_a_reader_cannot_see_on_the_page_is_refused(text, expected):
    found = said(text)
    if expected is None:
        assert found.startswith("thing.yaml:1: could not determine a constructor")
    else:
        assert found == expected


def test_broken_yaml_names_its_line():
    assert said("name: a\nparts: [\n").startswith("thing.yaml:3: ")


def test_two_documents_are_one_too_many():
    assert "thing.yaml:2" in said("name: a\n---\nname: b\n")


def test_a_control_character_is_refused():
    assert said("name: \x00\n").startswith("thing.yaml:1: ")


def test_the_first_line_can_stand_further_down():
    with pytest.raises(RecordError, match=r"^thing.yaml:12: name: stands twice$"):
        read_yaml("name: a\nname: b\n", "thing.yaml", first_line=11)


def test_a_document_that_is_no_mapping_is_refused():
    assert said("- a\n").startswith("thing.yaml:1: ")


def test_an_error_can_be_raised_about_any_place():
    document = read_yaml("name: a\nparts:\n  - size: 1\n", "thing.yaml")
    assert str(document.error(("parts", 0, "size"), "no")) == (
        "thing.yaml:3: parts[0].size: no"
    )
    assert document.line(("elsewhere",)) == 1


def test_paths_are_written_as_people_do():
    assert dotted(("a", 0, "b", "c")) == "a[0].b.c"


def test_an_error_has_a_code_and_the_authors_next_step():
    with pytest.raises(TautanError) as caught:
        read_yaml("a: [", "thing.yaml")
    assert caught.value.code == "RECORD_FILE_INVALID"
    assert str(caught.value) == caught.value.diagnostics
    assert "thing.yaml" not in caught.value.message(Language.ENGLISH)
    assert caught.value.next_step(Language.ENGLISH).startswith("Author of the file:")
