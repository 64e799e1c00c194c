"""The lists of names: strict reading, lookup, longest match, and what the shipped lists must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import SchemaError
from kg.model import NAME_TYPES
from kg.schema.files import packaged_root
from kg.schema.gazetteer import FOLDER, HEADER, PART_TYPES, Gazetteer, load_gazetteer
from kg.text import SYLLABLE, nfc, slug

HEAD = "\t".join(HEADER)


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return load_gazetteer((packaged_root(),))


def folder(root: Path, **lists: str) -> Path:
    (root / FOLDER).mkdir(parents=True)
    for name, text in lists.items():
        (root / FOLDER / f"{name}.tsv").write_text(text, "utf-8")
    return root


def rows(*cells: str) -> str:
    return "\n".join((HEAD, *(cell.replace("|", "\t") for cell in cells))) + "\n"


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str, str]]:
    tokens = SYLLABLE.findall(text)
    return [(" ".join(tokens[s:e]), entry.type, entry.id) for s, e, entry in gazetteer.match(tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Đoàn bay từ TP.HCM ra Hà Nội.",
            [("TP . HCM", "LOC", "ho-chi-minh-city"), ("Hà Nội", "LOC", "ha-noi")],
        ),
        ("Ông sống ở TP. HCM", [("TP . HCM", "LOC", "ho-chi-minh-city")]),
        ("GIÁ VÀNG TẠI HÀ NỘI TĂNG", [("HÀ NỘI", "LOC", "ha-noi")]),
        ("Châu Âu siết luật", [("Châu Âu", "LOC", "europe")]),
        ("Lễ hội ở Khánh Hoà", [("Khánh Hoà", "LOC", "khanh-hoa")]),
        ("Bộ Y Tế họp khẩn", [("Bộ Y Tế", "ORG", "bo-y-te")]),
        ("Ngân hàng Phát triển châu Á cho vay", [("Ngân hàng Phát triển châu Á", "ORG", "adb")]),
        ("cô ấy mua iphone mới", [("iphone", "PRODUCT", "iphone")]),
        ("Ông mặc áo ấm", []),
        ("Món ăn Áo", [("Áo", "LOC", "austria")]),
        ("ĐỨC TÍNH TỐT", []),
        ("hà nội", []),
    ],
)
def test_match_on_shipped_lists(shipped: Gazetteer, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(shipped, text) == expected


def test_longest_name_wins_and_shorter_ones_inside_are_left_out(tmp_path: Path) -> None:
    lists = rows("Cầu|LOC|cau|k|", "Cầu Lông Xanh|ORG|clx|k|", "Xanh Lam|LOC|xanh-lam|k|")
    gazetteer = load_gazetteer((folder(tmp_path, a=lists),))
    assert found(gazetteer, "Cầu Lông Xanh Lam") == [("Cầu Lông Xanh", "ORG", "clx")]
    assert found(gazetteer, "Cầu Lông Tím Xanh Lam") == [
        ("Cầu", "LOC", "cau"),
        ("Xanh Lam", "LOC", "xanh-lam"),
    ]


def test_one_surface_with_two_types_gives_both_on_one_span(shipped: Gazetteer) -> None:
    assert found(shipped, "Facebook") == [
        ("Facebook", "ORG", "facebook"),
        ("Facebook", "PRODUCT", "facebook"),
    ]


def test_of_two_spellings_the_one_in_the_text_is_returned(tmp_path: Path) -> None:
    gazetteer = load_gazetteer((folder(tmp_path, a=rows("TP.HX|LOC|hx|k|", "Tp.HX|LOC|hx|k|")),))
    assert [entry.surface for _, _, entry in gazetteer.match(["TP", ".", "HX"])] == ["TP.HX"]
    assert [entry.surface for _, _, entry in gazetteer.match(["Tp", ".", "HX"])] == ["Tp.HX"]


def test_tone_marks_are_identity_but_their_place_is_not(tmp_path: Path) -> None:
    gazetteer = load_gazetteer((folder(tmp_path, a=rows("Tuấn Hòa|PER|tuan-hoa|k|")),))
    assert gazetteer.lookup("Tuấn Hoà")
    assert not gazetteer.lookup("Tuân Hòa")


@pytest.mark.parametrize(
    ("flags", "surface", "matches"),
    [
        ("", "Sao Mai", True),
        ("", "SAO MAI", True),
        ("", "Sao mai", False),
        ("ambiguous", "SAO MAI", False),
        ("ambiguous", "Sao Mai", True),
        ("caseless", "sao mai", True),
    ],
)
def test_case(tmp_path: Path, flags: str, surface: str, matches: bool) -> None:
    gazetteer = load_gazetteer((folder(tmp_path, a=rows(f"Sao Mai|WORK|sao-mai|k|{flags}")),))
    assert bool(gazetteer.lookup(surface)) is matches
    assert gazetteer.lookup(surface, any_case=True)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("surface\ttype\n", 1, "columns"),
        (rows("B|LOC|b|k|", "A|LOC|a|k|"), 3, "not sorted"),
        (rows("A|LOC|a|k|", "A|LOC|a|k|"), 3, "stands twice"),
        (rows("A|CITY|a|k|"), 2, "unknown type"),
        (rows("A|LOC||k|"), 2, "empty"),
        (rows("A |LOC|a|k|"), 2, "spaces"),
        (rows("A|LOC|a|k"), 2, "4 columns"),
        (rows("A|LOC|a|k|loud"), 2, "unknown flag"),
        (rows("A|LOC|a|k|", "", "B|LOC|b|k|"), 3, "1 columns"),
    ],
)
def test_broken_list_names_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(SchemaError, match=message) as caught:
        load_gazetteer((folder(tmp_path, a=text),))
    assert str(tmp_path / FOLDER / f"a.tsv:{line}") in str(caught.value)


def test_two_lists_may_repeat_a_row_but_not_contradict_it(tmp_path: Path) -> None:
    same, other = rows("A|LOC|a|k|"), rows("A|LOC|b|k|")
    assert len(load_gazetteer((folder(tmp_path / "1", a=same, b=same),))) == 1
    with pytest.raises(SchemaError, match=r"is b here but a in a\.tsv"):
        load_gazetteer((folder(tmp_path / "2", a=same, b=other),))


def test_first_root_wins_by_file_and_the_others_add_theirs(tmp_path: Path) -> None:
    first = folder(tmp_path / "1", a=rows("Mới|LOC|moi|k|"))
    second = folder(tmp_path / "2", a=rows("Cũ|LOC|cu|k|"), b=rows("Khác|LOC|khac|k|"))
    gazetteer = load_gazetteer((first, second))
    assert {entry.surface for entry in gazetteer} == {"Mới", "Khác"}


def test_no_list_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="holds no list"):
        load_gazetteer((tmp_path,))


@pytest.mark.parametrize(
    ("entity", "label"),
    [
        ("ho-chi-minh-city", "Thành phố Hồ Chí Minh"),
        ("united-states", "Mỹ"),
        ("who", "Tổ chức Y tế Thế giới"),
        ("ha-noi", "Hà Nội"),
        ("no-such-thing", None),
    ],
)
def test_label(shipped: Gazetteer, entity: str, label: str | None) -> None:
    assert shipped.label(entity) == label


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("TP.HCM", "Sài Gòn"),
        ("Mỹ", "Hoa Kỳ"),
        ("LHQ", "Liên Hợp Quốc"),
        ("Moskva", "Moscow"),
        ("CR7", "Ronaldo"),
    ],
)
def test_aliases_share_an_id(shipped: Gazetteer, left: str, right: str) -> None:
    assert {entry.id for entry in shipped.lookup(left)} & {entry.id for entry in shipped.lookup(right)}


def test_shipped_rows_are_well_formed(shipped: Gazetteer) -> None:
    for entry in shipped:
        assert entry.id == slug(entry.id), entry
        assert entry.surface == nfc(" ".join(entry.surface.split())), entry
        assert entry.type in NAME_TYPES, entry


def test_one_id_is_one_thing(shipped: Gazetteer) -> None:
    types: dict[str, set[str]] = {}
    for entry in shipped:
        types.setdefault(entry.id, set()).add(entry.type)
    # Only a company and the service of its name are seen as one.
    assert not {entity: found for entity, found in types.items() if len(found) > 1 and found != {"ORG", "PRODUCT"}}


@pytest.mark.parametrize(("left", "right"), [("Mỹ Tho", "Mỹ Thọ"), ("Thanh Hóa", "Thạnh Hóa"), ("Yên Bái", "Yên Bài")])
def test_names_that_differ_in_tone_have_ids_of_their_own(shipped: Gazetteer, left: str, right: str) -> None:
    assert not {entry.id for entry in shipped.lookup(left)} & {entry.id for entry in shipped.lookup(right)}


def test_shipped_parts_of_names(shipped: Gazetteer) -> None:
    assert set(shipped.parts) == set(PART_TYPES)
    assert "Nguyễn" in shipped.parts["SURNAME"]
    assert "Thị" in shipped.parts["GIVEN"]
    assert "John" in shipped.parts["FOREIGN_GIVEN"]
    assert "Smith" in shipped.parts["FOREIGN_SURNAME"]
    assert not shipped.lookup("Nguyễn")
