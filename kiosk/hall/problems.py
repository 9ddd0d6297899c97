"""Refusals: a code for programs, a sentence for people, nothing of what was sent."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kiosk.wire import Problem


class Refusal(Exception):
    """The hall understood and will not. Raised by the HTTP face only, where it ends the request."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        *,
        retry_after: int | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        if status is HTTPStatus.UNAUTHORIZED:
            self.headers["WWW-Authenticate"] = "Bearer"
        self.problem = Problem(code=code, message=message, detail=detail)


def install(app: FastAPI) -> None:
    """Make every refusal, ours and the framework's, a Problem."""
    app.add_exception_handler(Refusal, _ours)
    app.add_exception_handler(HTTPException, _the_frameworks)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _unexpected)


async def as_problem(request: Request, error: Exception) -> JSONResponse:
    """What a Refusal, an HTTPException or a RequestValidationError is answered with."""
    if isinstance(error, Refusal):
        return await _ours(request, error)
    if isinstance(error, HTTPException):
        return await _the_frameworks(request, error)
    return await _malformed(request, error)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return _sent(error.status, error.problem, error.headers)


async def _the_frameworks(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = "malformed" if error.status_code == HTTPStatus.UNPROCESSABLE_ENTITY else phrase.lower().replace(" ", "_")
    return _answer(error.status_code, code, phrase, error.headers)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    """Says where, never what: it may be somebody's number."""
    assert isinstance(error, RequestValidationError)
    where = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors()}))
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", f"not well formed: {where}")


async def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "the hall made a mistake; it is in its log")


def _answer(status: int, code: str, message: str, headers: object = None) -> JSONResponse:
    return _sent(status, Problem(code=code, message=message), headers)


def _sent(status: int, problem: Problem, headers: object) -> JSONResponse:
    extra = dict(headers) if isinstance(headers, dict) else None
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers=extra)
