"""Every kind of input becomes NFC text; what cannot be read is told and stops nothing."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ingest import READERS, Skipped, read, reader
from kg.ingest.pdf import is_torn, paragraphs, without_running_lines
from kg.ingest.text import UnreadableError, decode
from kg.model import Document

TEXT = "Nhà máy đường Lam Sơn mở lại sau mùa lũ.\nÔng Tư Hiền làm giám đốc từ tháng 3/2024.\n"
PDF_LINES = ("Nha may duong Lam Son mo lai sau mua lu.", "Ong Tu Hien lam giam doc.")


def documents(*paths: Path | str) -> list[Document]:
    found = list(read(list(paths)))
    assert [one for one in found if isinstance(one, Skipped)] == []
    return [one for one in found if isinstance(one, Document)]


def skipped(*paths: Path | str) -> list[Skipped]:
    found = list(read(list(paths)))
    assert [one for one in found if isinstance(one, Document)] == []
    return [one for one in found if isinstance(one, Skipped)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def pdf(lines: tuple[str, ...], pages: int = 1) -> bytes:
    """Return a PDF with the lines (ASCII) on every page; none make a page without text, like a scan."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for _ in range(pages):
        page = writer.add_blank_page(400, 400)
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 380 Td {shown} ET".encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(paragraphs: tuple[str, ...], cells: tuple[str, ...] = ()) -> bytes:
    import docx as library

    content = library.Document()
    for text in paragraphs:
        content.add_paragraph(text)
    if cells:
        table = content.add_table(rows=1, cols=len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.text = text
        content.add_paragraph("Hết bảng.")
    out = io.BytesIO()
    content.save(out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", READERS)
def test_the_table_names_functions_that_exist(suffix: str) -> None:
    assert callable(reader(suffix))


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00\x01\x02" * 50, b"%PDF-1.4 x", b"PK\x03\x04junk", b"{"])
def test_no_reader_raises(tmp_path: Path, suffix: str, content: bytes) -> None:
    good = write(tmp_path / "z.txt", TEXT)
    found = list(read([write(tmp_path / f"a{suffix}", content), good]))
    assert isinstance(found[-1], Document)
    assert all(isinstance(one, Document) or one.reason for one in found)
    assert [one for one in found[:-1] if isinstance(one, Document)] == [] or content in (b"{", b"%PDF-1.4 x")


def test_a_folder_is_read_by_name_and_hidden_files_are_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.MD", ".hidden.txt", ".git/x.txt", "Đ.txt"):
        write(tmp_path / name, TEXT)
    assert [d.id for d in documents(tmp_path)] == ["a/b/c.MD", "a/z.txt", "b.txt", "Đ.txt"]
    assert [d.id for d in documents(tmp_path / "a" / "z.txt")] == ["z.txt"]


def test_ids_are_unique_and_a_file_is_read_once(tmp_path: Path) -> None:
    one, two = write(tmp_path / "x" / "n.txt", TEXT), write(tmp_path / "y" / "n.txt", TEXT)
    assert [d.id for d in documents(one, two, tmp_path / "x", one)] == ["n.txt", "n.txt~2"]


def test_names_of_other_normal_forms_are_nfc(tmp_path: Path) -> None:
    write(tmp_path / unicodedata.normalize("NFD", "đường.txt"), TEXT)
    assert [d.id for d in documents(tmp_path)] == ["đường.txt"]


def test_file_names_that_are_not_utf8_can_be_stored(tmp_path: Path) -> None:
    try:
        write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.txt")), TEXT)
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    (found,) = documents(tmp_path)
    assert found.id.encode("utf-8").decode() == "a\ufffd.txt"


def test_missing_empty_and_foreign_inputs_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    image = write(tmp_path / "photo.jpg", b"x")
    reasons = [s.reason for s in skipped(tmp_path / "none.txt", tmp_path / "empty", image)]
    assert reasons[0] == "no such file or folder"
    assert reasons[1] == "holds no file"
    assert "type .jpg" in reasons[2] and ".docx" in reasons[2]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    path.chmod(0)
    assert skipped(path)[0].reason == "permission denied"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Stdin())
    (found,) = documents("-")
    assert (found.id, found.text) == ("stdin", TEXT)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_all_unicode_forms_give_the_same_text(data: bytes) -> None:
    assert decode(data) == TEXT


def tcvn3(text: str) -> bytes:
    """Return words in the byte code of the .VnTime fonts (the letters that these tests need)."""
    table = dict(zip("àáảãạôơđâêưă", b"\xb5\xb8\xb6\xb7\xb9\xab\xac\xae\xa9\xaa\xad\xa8", strict=True))
    return bytes(table.get(c, ord(c) if c.isascii() else 0x3F) for c in text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\xc2\xa0\n", "holds no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"\xff\xfe\x00", "broken UTF-16"),
        (
            unicodedata.normalize("NFD", TEXT).replace("đ", "\u0111").encode("cp1258", "ignore"),
            "Windows-1258",
        ),
        (tcvn3("các làng và các làng, đã bán cá và bánh, ban đêm làm đá, bảo ngoại đã"), "TCVN3"),
        (tcvn3("các làng và các làng, đã bán cá, ban đêm").decode("latin-1").encode("utf-8"), "TCVN3"),
        (b"caf\xe9 au lait", "not UTF-8 (byte 3)"),
        (b"a\x01b\x02c\x03", "control characters"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=r"^[^\n]*$") as caught:
        decode(data)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "text", ["Giá «đỉnh» là 5µg ¬ 3·2 ®", "Hãng A® và B®", "rượu vang Château", "日本語のテキスト"]
)
def test_rare_signs_are_no_old_fonts(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.text(st.characters(codec="utf-8")))
def test_decoding_is_stable(text: str) -> None:
    try:
        once = decode(text.encode())
    except UnreadableError as error:
        assert error.reason
        return
    assert "\r" not in once
    assert unicodedata.is_normalized("NFC", once)
    assert decode(once.encode()) == once


def test_markdown_keeps_its_text_and_gives_its_front_matter(tmp_path: Path) -> None:
    front = '---\ntitle: "Mùa gặt"\ndate: 2024-05-06T07:00\ntags:\n  - lúa\nsource: Báo Mẫu\n---\n'
    body = "# Mùa gặt\n\nBà con ở [Tháp Mười](https://vidu.vn) gặt **sớm**.\n"
    (found,) = documents(write(tmp_path / "a.md", front + body))
    assert (found.text, found.title, found.date, found.source) == (body, "Mùa gặt", "2024-05-06", "Báo Mẫu")


def test_markdown_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    body = "---\nMột câu mở đầu.\n---\nMột câu nữa.\n"
    assert documents(write(tmp_path / "a.md", body))[0].text == body


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        '{"id": "a", "text": "Một."}',
        "",
        '{"id": 7, "text": "Hai\\r\\nba."}',
        "not json",
        '{"id": "b"}',
        '{"id": true, "text": "x"}',
        '{"text": "Không có id."}',
        '{"id": "a", "text": "Trùng id."}',
        '{"id": "c", "text": "\\ud800x"}',
        '{"id": "d", "text": " "}',
        '["Một"]',
    ]
    found = list(read([write(tmp_path / "n.jsonl", "\n".join(rows))]))
    texts = {one.id: one.text for one in found if isinstance(one, Document)}
    assert texts == {"a": "Một.", "7": "Hai\nba.", "n.jsonl:7": "Không có id.", "a~2": "Trùng id."}
    bad = [one.path.rpartition(":")[2] for one in found if isinstance(one, Skipped)]
    assert bad == ["4", "5", "6", "9", "10", "11"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), max_size=4))
def test_json_lines_round_trip(texts: list[str]) -> None:
    rows = "".join(json.dumps({"id": i, "text": f"a{text}"}) + "\n" for i, text in enumerate(texts))
    if not rows:
        return
    found = list(reader(".jsonl")(rows.encode(), "x.jsonl"))
    assert [one.text for one in found if isinstance(one, Document)] == [
        unicodedata.normalize("NFC", f"a{text}") for text in texts
    ]


PAGE = """<?xml version="1.0" encoding="utf-8"?><html lang="vi"><head><meta charset="utf-8">
<title>Chợ nổi Ngã Năm đông trở lại - Báo Mẫu</title>
<meta property="og:title" content="Chợ nổi Ngã Năm đông trở lại">
<meta property="og:site_name" content="Báo Mẫu">
<meta property="article:published_time" content="2024-02-03T08:00:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a> <a href="/a">Thể thao</a></nav>
<article><h1>Chợ nổi Ngã Năm đông trở lại</h1>
<p>Sáng mùng 6 Tết, hơn hai trăm ghe xuồng đã tụ về chợ nổi Ngã Năm, đông gấp đôi ngày thường.</p>
<p>Bà Tám Thơm, chủ ghe bán trái cây, cho biết giá dưa hấu tăng nhẹ vì nhiều nhà vườn ở Sóc Trăng mất mùa.</p>
<p>Ban quản lý chợ sẽ mở thêm bến đậu cho khách du lịch trong quý II, kinh phí do thành phố cấp toàn bộ.</p>
</article><footer>© Báo Mẫu</footer><script>var a = "đừng đọc";</script></body></html>"""


def test_html_gives_the_article_only(tmp_path: Path) -> None:
    (found,) = documents(write(tmp_path / "a.html", PAGE))
    assert (found.title, found.date, found.source) == (
        "Chợ nổi Ngã Năm đông trở lại",
        "2024-02-03",
        "Báo Mẫu",
    )
    lines = found.text.split("\n")
    assert lines[0] == found.title and lines.count(lines[0]) == 1
    assert sum(line.startswith(("Sáng mùng 6", "Bà Tám", "Ban quản lý")) for line in lines) == 3
    assert not any(word in found.text for word in ("Trang chủ", "đừng đọc", "©"))
    assert documents(tmp_path / "a.html") == [found]


def test_html_without_an_article_gives_its_text(tmp_path: Path) -> None:
    page = "<p>Xin <b>ch</b>ào<br>Bến Tre</p><script>x</script><div>Hết<!-- ghi chú --></div>"
    assert documents(write(tmp_path / "a.htm", page))[0].text == "Xin chào\nBến Tre\nHết"


def test_html_in_a_declared_charset(tmp_path: Path) -> None:
    page = '<meta charset="utf-16"><p>x</p>'
    old = '<meta http-equiv="content-type" content="text/html; charset=windows-1252"><p>Château à la mode</p>'
    assert documents(write(tmp_path / "a.html", old.encode("cp1252")))[0].text == "Château à la mode"
    assert "unknown charset" in skipped(write(tmp_path / "b.html", '<meta charset="vnu-1"><p>x</p>'))[0].reason
    assert skipped(write(tmp_path / "c.html", page.encode()))[0].reason


def test_html_without_text(tmp_path: Path) -> None:
    assert "without text" in skipped(write(tmp_path / "a.html", "<html><img src='x.png'></html>"))[0].reason


def test_pdf(tmp_path: Path) -> None:
    (found,) = documents(write(tmp_path / "a.pdf", pdf(PDF_LINES)))
    assert found.text.split() == " ".join(PDF_LINES).split()


def test_pdf_without_text_locked_and_broken(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    assert "scan" in skipped(write(tmp_path / "scan.pdf", pdf(())))[0].reason
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(PDF_LINES))))
    writer.encrypt("bí mật", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert "password" in skipped(write(tmp_path / "locked.pdf", out.getvalue()))[0].reason
    assert "damaged" in skipped(write(tmp_path / "broken.pdf", pdf(PDF_LINES)[:200]))[0].reason


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Nhà máy đ ư ờ ng m ở l ạ i", True),
        ("Nhà máy đường Lam Sơn mở lại ở Y Yên", False),
        ("A B C 1 2 3 và nhiều chữ khác nữa theo sau đó cho đủ dài hơn", False),
        ("", False),
    ],
)
def test_words_torn_by_a_change_of_font(text: str, torn: bool) -> None:
    assert is_torn(text) is torn


def test_pdf_with_borrowed_letters_is_read_by_place() -> None:
    """Written by a browser whose first font lacks some Vietnamese letters."""
    data = (Path(__file__).parent / "data" / "borrowed_letters.pdf").read_bytes()
    (found,) = reader(".pdf")(data, "a.pdf")
    assert isinstance(found, Document)
    assert found.text == (
        "Chợ nổi Ngã Năm trở lại đông vui\n"
        "Ủy ban phường cho biết hơn hai trăm ghe xuồng đã tụ về chợ từ sáng sớm mùng sáu Tết, gấp đôi những "
        "ngày thường. Bà Tám Thơm bán hết ba tấn dưa hấu chỉ trong một buổi."
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["Câu thứ nhất dài hết dòng và", "còn tiếp ở đây."],
            ["Câu thứ nhất dài hết dòng và còn tiếp ở đây."],
        ),
        (["Hãng Nord-", "volt mở xưởng."], ["Hãng Nordvolt mở xưởng."]),
        (["Tuyến Hà Nội -", "Hải Phòng mở lại hôm qua."], ["Tuyến Hà Nội - Hải Phòng mở lại hôm qua."]),
        (
            ["Câu trọn vẹn thứ nhất.", "Câu trọn vẹn thứ hai."],
            ["Câu trọn vẹn thứ nhất.", "Câu trọn vẹn thứ hai."],
        ),
        (["Gồm các món sau đây:", "- cơm", "- canh"], ["Gồm các món sau đây:", "- cơm", "- canh"]),
        (["Tựa", "", "Đoạn văn đầu tiên ở đây."], ["Tựa", "Đoạn văn đầu tiên ở đây."]),
    ],
)
def test_pdf_lines_become_paragraphs(lines: list[str], expected: list[str]) -> None:
    assert list(paragraphs([lines])) == expected


def test_pdf_paragraph_goes_on_across_pages() -> None:
    pages = [["Một câu rất dài chạy tới cuối trang và", ""], ["còn tiếp ở trang sau."]]
    assert list(paragraphs(pages)) == ["Một câu rất dài chạy tới cuối trang và còn tiếp ở trang sau."]


def test_pdf_running_heads_and_page_numbers_go() -> None:
    pages = [
        ["Báo cáo năm 2024", f"Nội dung số {n}.", "2024", "Chữ giữa.", f"Cuối {n}.", f"Trang {n}"] for n in (1, 2, 3)
    ]
    left = without_running_lines(pages)
    assert left == [[f"Nội dung số {n}.", "2024", "Chữ giữa.", f"Cuối {n}."] for n in (1, 2, 3)]


def test_docx_paragraphs_and_cells_in_order(tmp_path: Path) -> None:
    content = docx(("Đoạn một.", "", "Đoạn hai."), ("Ô trái", "Ô phải"))
    assert documents(write(tmp_path / "a.docx", content))[0].text == "Đoạn một.\n\nĐoạn hai.\nÔ trái\nÔ phải\nHết bảng."
    assert "without text" in skipped(write(tmp_path / "b.docx", docx(())))[0].reason
    assert "no readable Word file" in skipped(write(tmp_path / "c.docx", b"PK"))[0].reason
