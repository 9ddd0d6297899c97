"""Slips to print in tests, in both languages, plain and at their most awkward."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

from kiosk.devices.print_jobs import PrintJob
from kiosk.domain.slip import Slip
from kiosk.texts import read_texts

TEXTS = read_texts(Path(__file__).parents[2] / "config/texts")
CHINA = timezone(timedelta(hours=8))
LINK = "https://hall.example.cn/t/7f3a9c2b-1d4e-4b6a-9f00-0123456789ab"
TICKET = UUID("00000000-0000-4000-8000-000000000017")

CHINESE = Slip(
    hall="供电营业厅",
    number="A017",
    service="查电费、看账单",
    place="1、2、3号窗口",
    wait_here="请在等候区就座，留意叫号",
    ahead=5,
    issued_at=datetime(2026, 11, 22, 9, 41, tzinfo=CHINA),
    language="zh",
    qr=LINK,
    wait=(15, 20),
    qr_follows=True,
)
ENGLISH = Slip(
    hall="Power Service Hall",
    number="B103",
    service="New connection, moving",
    place="Room 6",
    wait_here="Please go to the room; your account manager will see you",
    ahead=0,
    issued_at=datetime(2026, 11, 22, 23, 59, tzinfo=UTC),
    language="en",
    qr="KIOSK:B103",
    wait=(5, 5),
)
LONG_CHINESE = replace(
    CHINESE,
    hall="国网某某省某某市供电公司城北中心供电营业厅",
    number="K1017",
    place="1、2、3、4、5、6、7、8号综合业务窗口",
    wait_here="请在二楼东侧等候区就座，留意屏幕和语音叫号，过号请到咨询台",
    service="新装、增容、变更用电、过户、改名、并户、分户",
    ahead=123,
    wait=(115, 125),
    reprint=True,
)
LONG_ENGLISH = replace(
    ENGLISH,
    hall="The North City Centre Power Service Hall",
    place="Consultation desks 11, 12 and 13",
    ahead=123,
    reprint=True,
)
ALL = {"zh": CHINESE, "en": ENGLISH, "zh-long": LONG_CHINESE, "en-long": LONG_ENGLISH}


def job(slip: Slip = CHINESE, visit: int = 1) -> PrintJob:
    return PrintJob(visit, TICKET, slip, TEXTS)
