"""The word lists of the language: strict reading, and what each must and must not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import SchemaError
from kg.schema.files import packaged_root
from kg.schema.lang import FILE, Lang, Words, load_lang, longest


@pytest.fixture(scope="module")
def lang() -> Lang:
    return load_lang((packaged_root(),))


@pytest.mark.parametrize(
    ("title", "gender"),
    [
        ("ông", "m"),
        ("Ông", "m"),
        ("bà", "f"),
        ("nữ ca sĩ", "f"),
        ("hoà thượng", "m"),
        ("CEO", None),
        ("bác", None),
    ],
)
def test_gender_of_titles(lang: Lang, title: str, gender: str | None) -> None:
    assert lang.titles.gender(title) == gender


@pytest.mark.parametrize(
    ("group", "name", "inside", "outside"),
    [
        ("roles", "leading", "tổng giám đốc", "phó tổng giám đốc"),
        ("roles", "leading", "CEO", "giám đốc công nghệ"),
        ("roles", "other", "nhà khoa học trưởng", "chủ tịch"),
        ("heads", "org", "công ty", "sông"),
        ("heads", "official_org", "Bộ", "bộ"),
        ("heads", "place", "tỉnh", "công ty"),
        ("heads", "place_abbreviations", "TP", "GS"),
        ("heads", "product", "mô hình", "tỉnh"),
        ("heads", "work", "bộ phim", "trận"),
        ("heads", "event", "trận chung kết", "bộ phim"),
        ("anaphora", "demonstratives", "này", "một"),
        ("anaphora", "firms", "hãng", "câu lạc bộ"),
        ("words", "negations", "chưa", "đã"),
        ("words", "aspects", "đã", "chưa"),
        ("words", "passives", "được", "của"),
        ("stance", "reporting_verbs", "cho biết", "ra mắt"),
        ("stance", "predictions", "dự kiến", "đã"),
        ("stance", "source_prepositions", "theo", "cho"),
        ("writing", "abbreviations", "TP.", "hôm."),
    ],
)
def test_lists_hold_what_they_are_named_for(lang: Lang, group: str, name: str, inside: str, outside: str) -> None:
    words: Words = getattr(getattr(lang, group), name)
    assert inside in words
    assert outside not in words


def test_posts_that_lead_and_others_are_apart(lang: Lang) -> None:
    assert not lang.roles.leading & lang.roles.other
    assert not [role for role in lang.roles.leading if role.startswith(("phó ", "trợ lý ", "thứ "))]


def test_titles_tell_one_gender_at_most(lang: Lang) -> None:
    titles = lang.titles
    assert not titles.masculine & titles.feminine
    assert not (titles.masculine | titles.feminine) & titles.neutral


def test_pronouns_stand_once_with_known_gender(lang: Lang) -> None:
    forms = [pronoun.form for pronoun in lang.pronouns]
    assert len(forms) == len(set(forms))
    by_form = {pronoun.form: pronoun for pronoun in lang.pronouns}
    assert by_form["ông"].gender == "m"
    assert by_form["cô ấy"].gender == "f"
    assert by_form["họ"].number == "plural"


def test_every_list_is_filled(lang: Lang) -> None:
    for group in (lang.titles, lang.roles, lang.heads, lang.words, lang.stance, lang.writing):
        for name, words in group:
            assert words, name


def test_longest() -> None:
    words = frozenset({"tổng", "tổng giám đốc", "giám đốc"})
    syllables = ["phó", "tổng", "giám", "đốc", "công", "ty"]
    assert [longest(words, syllables, at) for at in range(4)] == [0, 4, 4, 3]


@pytest.mark.parametrize(
    ("line", "broken", "message"),
    [
        ('former = ["cựu", ', 'former = ["cựu", "cựu", ', "stands twice"),
        ('former = ["cựu", ', 'former = [" cựu", ', "stray spaces"),
        ('former = ["cựu", ', 'former = ["hoà", "hòa", ', "stands twice"),
        ("former = [", "interim = [", "former"),
        ("[roles]\n", '[roles]\nextra = ["x"]\n', "extra"),
        ('type = "ANY"', 'type = "CITY"', "pronouns"),
        ("[anaphora.epithets]\n", '[anaphora.epithets]\nCITY = ["x"]\n', "unknown type"),
    ],
)
def test_broken_file_is_refused(tmp_path: Path, line: str, broken: str, message: str) -> None:
    text = (packaged_root() / FILE).read_text("utf-8")
    assert line in text
    (tmp_path / "vi").mkdir()
    (tmp_path / FILE).write_text(text.replace(line, broken, 1), "utf-8")
    with pytest.raises(SchemaError, match=message) as caught:
        load_lang((tmp_path,))
    assert str(tmp_path) in str(caught.value)
