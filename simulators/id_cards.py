"""Records as identity cards hold them: 256 bytes of UTF-16LE in four layouts, and a few invented people.

Written from the record tables of GA/T 490-2019 alone, apart from the program that reads them.
"""

from collections.abc import Iterable

RECORD_BYTES = 256
PHOTO_BYTES = 1024


def _record(fields: Iterable[tuple[str, int]]) -> bytes:
    """Each field as text and its bytes; blanks fill it up. Raises ValueError for a text that is too long."""
    parts = []
    for text, size in fields:
        raw = text.encode("utf-16-le", errors="surrogatepass")
        if len(raw) > size:
            raise ValueError(f"{len(raw)} bytes do not fit a field of {size}")
        parts.append(raw + " ".encode("utf-16-le") * ((size - len(raw)) // 2))
    record = b"".join(parts)
    if len(record) != RECORD_BYTES:
        raise ValueError(f"the fields make {len(record)} bytes")
    return record


def resident(
    name: str,
    number: str,
    *,
    sex: str = "1",
    ethnicity: str = "01",
    birth: str | None = None,
    address: str = "北京市朝阳区测试路1号",
    authority: str = "北京市公安局朝阳分局",
    valid_from: str = "20200101",
    valid_to: str = "长期",
) -> bytes:
    """The resident card. ``birth`` is taken from the number when it is not given."""
    fields = [(name, 30), (sex, 2), (ethnicity, 4), (birth or number[6:14], 16), (address, 70), (number, 36)]
    return _record([*fields, (authority, 30), (valid_from, 16), (valid_to, 16), ("", 36)])


def hmt_permit(name: str, number: str, *, pass_number: str = "H12345678", sex: str = "2") -> bytes:
    """The permit for residents of Hong Kong, Macau and Taiwan."""
    person = [(name, 30), (sex, 2), ("", 4), (number[6:14], 16), ("深圳市福田区样例街2号", 70), (number, 36)]
    issue = [("深圳市公安局", 30), ("20210101", 16), ("20260101", 16)]
    return _record([*person, *issue, (pass_number, 18), ("01", 4), ("", 6), ("J", 2), ("", 6)])


def foreign_2017(english_name: str, number: str, birth: str, *, chinese_name: str = "", sex: str = "1") -> bytes:
    """The foreigner's permanent-residence card of 2017; ``number`` is three letters and twelve digits."""
    person = [(english_name, 120), (sex, 2), (number, 30), (number[:3], 6), (chinese_name, 30)]
    issue = [("20180101", 16), ("20280101", 16), (birth, 16), ("01", 4), ("1500", 8)]
    return _record([*person, *issue, ("I", 2), ("", 6)])


def foreign_2023(english_name: str, number: str, *, chinese_name: str = "", sex: str = "2") -> bytes:
    """The foreigner's permanent-residence card of 2023; a long English name goes on in a second field."""
    person = [(chinese_name, 30), (sex, 2), ("00", 4), (number[6:14], 16), (english_name[:35], 70), (number, 36)]
    issue = [("", 30), ("20240101", 16), ("20340101", 16)]
    return _record([*person, *issue, (english_name[35:], 22), ("GBR", 6), ("Y", 2), ("", 6)])


PEOPLE = {
    "zhang": resident("张三", "11010519491231002X"),
    "li": resident("李四", "440524188001010014", sex="2"),
    "long": resident("阿卜杜热合曼·阿卜杜克里木买", "513101198201130014", ethnicity="05", valid_to="20400101"),
    "hongkong": hmt_permit("陈样例", "810000199001010019"),
    "foreign17": foreign_2017("EXAMPLE, ANNA MARIA", "CAN110080010101", "19800101"),
    "foreign23": foreign_2023("EXAMPLE, JOHN", "911124198108030024"),
}
"""Invented people, by the name a technician types."""
