"""The audit log, for auditors."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.staff import audit
from kiosk.hall.staff.audit import LINK
from kiosk.hall.staff.members import Role


class AuditRow(BaseModel):
    """One thing that was done. ``hash`` seals it and every row before it."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    who: str
    event: str
    subject: str
    reason: str
    hash: str


class AuditPage(BaseModel):
    """Newest first. ``before`` asks for the page after this one; None: there is no more."""

    rows: tuple[AuditRow, ...]
    before: int | None


class AuditCheck(BaseModel):
    """``broken`` is the first row that was changed or is missing; None: all are whole.

    ``last`` is the newest row as NUMBER:HASH. Who notes it down can have it looked for another day with ``noted``.
    """

    rows: int
    broken: int | None
    last: str | None


router = APIRouter(prefix="/api/audit", tags=["audit"], responses=refusals(401, 403, 422))


@router.get("", summary="What was done by whom", dependencies=[Depends(member(Role.AUDITOR))])
def page(
    hall: TheHall,
    before: Annotated[int | None, Query(ge=1, description="rows older than this one")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPage:
    """A row's number can be missing here when the database serves several halls."""
    found = audit.page(hall.staff.engine, hall.settings.id, before, limit)
    rows = tuple(AuditRow.model_validate(entry) for entry in found)
    return AuditPage(rows=rows, before=found[-1].number if len(found) == limit else None)


@router.get(
    "/check",
    summary="Is the log whole",
    dependencies=[Depends(member(Role.AUDITOR))],
)
def check(
    hall: TheHall,
    noted: Annotated[str | None, Query(pattern=LINK, description="what an earlier check gave as `last`")] = None,
) -> AuditCheck:
    """Walks the whole chain of this database, a few rows at a time."""
    match audit.verify(hall.staff.engine, audit.link(noted) if noted else None):
        case audit.Broken(number):
            return AuditCheck(rows=number - 1, broken=number, last=None)
        case audit.Whole(rows, last):
            return AuditCheck(rows=rows, broken=None, last=str(last) if last else None)
