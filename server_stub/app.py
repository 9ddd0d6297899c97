"""The back office's HTTP interface over a town.

Reads are by customer number, meter number or keyed hash of the ID number; each gives a list of contracts, or 404
with a problem. What is not known, or is as usual, is left out. Every endpoint but ``/health`` asks for the bearer
token. ``/cast`` and ``/faults`` are for demonstrations.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, TypeAdapter
from starlette.exceptions import HTTPException as AnyHttpError

from server_stub.cast import INDEX_OF, Role
from server_stub.faults import Faults, FaultyApp
from server_stub.id_index import IdIndex, Keys
from server_stub.records import Customer, IdHash
from server_stub.town import Town

Digits = Annotated[str, Path(pattern=r"^\d{1,20}$")]
Hexadecimal = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]

_CUSTOMERS = TypeAdapter(list[Customer])


class Health(BaseModel):
    status: Literal["up"] = "up"
    customers: int
    as_of: date


class CastMember(BaseModel):
    """One person of the demonstration: what their cards say, and in whose name the contract is."""

    customer_number: str
    meter_number: str
    id_number: str
    name: str
    birth_date: date
    contract_name: str


class Problem(BaseModel):
    """Every refusal: a code for programs, a sentence for people."""

    code: str
    message: str


def create_app(town: Town, token: str, keys: Keys, faults: Faults | None = None) -> FaultyApp:
    """The whole stand-in as one ASGI app. Building the hash index takes about 0.1 ms a customer."""
    app = FastAPI(title="Back office (stand-in)", version="1")
    app.exception_handler(AnyHttpError)(_refusal)
    app.exception_handler(RequestValidationError)(_malformed)
    outer = FaultyApp(app, faults or Faults())
    guard = [Depends(_bearer(token))]
    refusals: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 404: {"model": Problem}}
    app.include_router(_health(town))
    app.include_router(_reads(town, IdIndex(town, keys)), dependencies=guard, responses=refusals)
    app.include_router(_demonstration(town, outer), dependencies=guard, responses={401: {"model": Problem}})
    return outer


def _health(town: Town) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> Health:
        return Health(customers=town.customers, as_of=town.as_of)

    return router


def _reads(town: Town, ids: IdIndex) -> APIRouter:
    router = APIRouter(prefix="/customers", tags=["customers"])

    def found(indexes: Iterable[int | None], version: int | None = None) -> Response:
        known = [index for index in indexes if index is not None]
        if not known:
            raise _problem(HTTPStatus.NOT_FOUND, "customer_unknown", "nobody is known by that number")
        customers = [replace(town.customer(index), id_hash=ids.hash_of(index, version)) for index in known]
        return Response(_CUSTOMERS.dump_json(customers, exclude_defaults=True), media_type="application/json")

    @router.get("/by-number/{number}", response_model=list[Customer])
    async def by_number(number: Digits) -> Response:
        """The right-most 10 digits count: cards pad customer numbers with zeros on the left."""
        return found([town.by_number(number)])

    @router.get("/by-meter/{number}", response_model=list[Customer])
    async def by_meter(number: Digits) -> Response:
        return found([town.by_meter(number)])

    @router.get("/by-id-hash/{key_version}/{digest}", response_model=list[Customer])
    async def by_id_hash(key_version: int, digest: Hexadecimal) -> Response:
        """All contracts of one person; each answer repeats the hash it was found by."""
        if not ids.knows_version(key_version):
            raise _problem(HTTPStatus.CONFLICT, "key_version_unknown", "there is no key of that version here")
        return found(ids.indexes(IdHash(key_version, digest)), key_version)

    return router


def _demonstration(town: Town, outer: FaultyApp) -> APIRouter:
    router = APIRouter(tags=["demonstration"])

    @router.get("/cast")
    async def cast() -> dict[Role, CastMember]:
        return {role: cast_member(town, role) for role in Role}

    @router.get("/faults")
    async def show_faults() -> Faults:
        return outer.faults

    @router.post("/faults")
    async def set_faults(faults: Faults) -> Faults:
        outer.set(faults)
        return faults

    return router


def cast_member(town: Town, role: Role) -> CastMember:
    customer, person = town.customer(INDEX_OF[role]), town.owner(INDEX_OF[role])
    return CastMember(
        customer_number=customer.customer_number,
        meter_number=customer.contract.meter_numbers[0],
        contract_name=customer.name,
        **asdict(person),
    )


def _bearer(token: str) -> Callable[[HTTPAuthorizationCredentials | None], None]:
    scheme = HTTPBearer(auto_error=False)

    def check(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(scheme)]) -> None:
        if shown is None or not hmac.compare_digest(shown.credentials.encode(), token.encode()):
            raise _problem(HTTPStatus.UNAUTHORIZED, "token_refused", "a valid bearer token is needed")

    return check


def _problem(status: HTTPStatus, code: str, message: str) -> HTTPException:
    return HTTPException(status, {"code": code, "message": message})


async def _refusal(request: Request, error: Exception) -> JSONResponse:
    """Our own refusals carry a problem; the framework's (unknown path, wrong method) are made into one."""
    assert isinstance(error, AnyHttpError)
    detail: object = error.detail
    problem = detail if isinstance(detail, dict) else {"code": "no_such_thing", "message": detail}
    return JSONResponse(problem, error.status_code, headers=error.headers)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    """Says nothing of the value: it may be somebody's number."""
    return JSONResponse({"code": "malformed", "message": "the request is not well formed"}, 422)
