import pytest

from linkage.normalise.text import ascii_upper, words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Jum'at", "JUMAT"),
        ("O\u2019Neill", "ONEILL"),
        ("José Ramón", "JOSE RAMON"),
        ("Łukasz Đorđe Øystein", "LUKASZ DORDE OYSTEIN"),
        ("Weiß", "WEISS"),
        ("\u015eah\u0131n", "SAHIN"),
        ("\uff2e\uff35\uff32", "NUR"),
        ("王伟", ""),
    ],
)
def test_letters_become_plain(text, plain):
    assert ascii_upper(text) == plain


def test_everything_else_separates_words():
    assert words("Nur-Hayati,  b/t.Amin 2") == ("NUR", "HAYATI", "B", "T", "AMIN", "2")
    assert words(" .,- ") == ()
