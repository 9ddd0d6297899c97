"""The audit log, for auditors."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.staff import audit
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
