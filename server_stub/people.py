"""Invented people and firms. Their ID numbers are well formed, and nobody can hold them.

An ID number (GB 11643-1999) is region, birth date, order, check digit (ISO 7064 MOD 11-2). Ours carry the regions
119001 to 119099: province 11 exists, prefecture 90 within it does not: a check passes and no real person is met.
"""

from dataclasses import dataclass, field
from datetime import date

from server_stub.dice import Dice
from server_stub.months import last_day

_REGION_PREFIX = "1190"
_REGIONS = 99
_ORDERS = 999  # order numbers 001 to 999

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛")
_GIVEN = "安柏晨澄丹恩帆芳歌昊禾慧佳嘉静珂岚乐丽林铭楠宁沛琪晴然荣瑞森书淑思桐婉薇溪晓欣萱雅妍怡逸颖雨远悦泽哲知子"

_TOWN = "青汀"  # no such town
_FIRM_WORDS = ("晨光", "白鹭", "远山", "清泉", "百合", "金穗", "长桥", "云帆", "东篱", "石榴", "小满", "松风")
_TRADES = ("食品", "纺织", "木业", "五金", "印务", "建材", "餐饮", "冷链", "塑胶", "包装", "茶业", "物流")
_LARGE_TRADES = ("水泥", "化工", "钢构", "造纸", "铝业", "光电", "轨道装备", "水务")


@dataclass(frozen=True, slots=True)
class Person:
    name: str = field(repr=False)
    birth_date: date = field(repr=False)
    id_number: str = field(repr=False)


def person(seed: int, index: int, as_of: date, age: int | None = None) -> Person:
    """The person at ``index``. With ``age``, born on 1 January so that the age holds on every day of the year.

    A person keeps their ID number for all ``as_of`` dates within one calendar year.
    """
    dice = Dice(seed, "person", index)
    name = _name(dice)
    month = date(as_of.year - dice.between(21, 88), dice.between(1, 12), 1)
    birth_date = month.replace(day=dice.between(1, last_day(month).day))
    if age is not None:
        birth_date = date(as_of.year - age, 1, 1)
    return Person(name, birth_date, _id_number(birth_date, index))


def firm_name(seed: int, index: int, *, large: bool) -> str:
    dice = Dice(seed, "firm", index)
    trade = dice.pick(_LARGE_TRADES if large else _TRADES)
    return f"{_TOWN}{dice.pick(_FIRM_WORDS)}{trade}有限公司"


def check_digit(first_17: str) -> str:
    """The last character of an ID number.

    >>> check_digit("11010519491231002")
    'X'
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_DIGITS[total % 11]


def _name(dice: Dice) -> str:
    surname = dice.pick(_COMPOUND_SURNAMES) if dice.chance(15) else dice.pick(_SURNAMES)
    return surname + "".join(dice.pick(_GIVEN) for _ in range(dice.weighted({1: 1, 2: 4})))


def _id_number(birth_date: date, index: int) -> str:
    """Region and order come from the index, so two people differ even when born on one day."""
    region, order = divmod(index, _ORDERS)
    first_17 = f"{_REGION_PREFIX}{region % _REGIONS + 1:02d}{birth_date:%Y%m%d}{order + 1:03d}"
    return first_17 + check_digit(first_17)
