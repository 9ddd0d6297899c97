"""The few addresses a hall is asked all day long, answered without the framework's search.

FastAPI looks through every route for each request, twice, and works out anew what its endpoint takes: that was more
of the processor than a ticket itself. A ``QuickRoute`` is declared, described and guarded like every other; but it
works out once what its endpoint takes, and the ``Shortcut`` leads to it before the search begins.
"""

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends, Header
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.hall.api.auth import guard
from kiosk.hall.problems import Refusal, as_problem

Find: TypeAlias = Callable[[Request], Awaitable[Any]]
"""Gets one value an endpoint takes out of a request."""


class QuickRoute(APIRoute):
    """A route whose endpoint is a coroutine function and answers with a Response, or with nothing.

    It may take the Request, a place of its path, a header that need not be there, one model as the body, and what
    ``Depends`` names: an awaitable callable that takes the same. Anything else is a TypeError at the start.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        self._take = _taking(self.endpoint, self.param_convertors)
        return self.answer

    async def answer(self, request: Request) -> Response:
        """Raises Refusal, HTTPException or RequestValidationError."""
        await guard(request)
        answer = await self._take(request)
        if isinstance(answer, Response):
            return answer
        assert answer is None, "a quick endpoint writes its answer itself"
        return Response(status_code=self.status_code or 200)


class Shortcut:
    """ASGI middleware: what is for one of ``routes`` goes there at once, everything else the usual way."""

    def __init__(self, app: ASGIApp, routes: Sequence[QuickRoute]) -> None:
        self._app = app
        self._routes = tuple(
            (method, route.path_regex, route) for route in routes for method in route.methods or ()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._find(scope) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            answer = await route.answer(request)
        except (Refusal, HTTPException, RequestValidationError) as error:
            answer = await as_problem(request, error)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> QuickRoute | None:
        if scope.get("root_path"):
            return None
        for method, path, route in self._routes:
            if method == scope["method"] and (match := path.match(scope["path"])):
                scope["route"], scope["path_params"] = route, match.groupdict()
                return route
        return None


def quick_routes(routes: Sequence[object]) -> tuple[QuickRoute, ...]:
    return tuple(route for route in routes if isinstance(route, QuickRoute))


def _taking(call: Callable[..., Awaitable[Any]], places: Mapping[str, object]) -> Find:
    """``call`` with all it takes out of a request."""
    found = tuple(
        (name, _found(parameter, places)) for name, parameter in inspect.signature(call).parameters.items()
    )

    async def take(request: Request) -> Any:
        return await call(**{name: await find(request) for name, find in found})

    return take


def _found(parameter: inspect.Parameter, places: Mapping[str, object]) -> Find:
    name, annotation = parameter.name, parameter.annotation
    kind, *also = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    for one in also:
        if isinstance(one, Depends) and one.dependency is not None:
            return _taking(one.dependency, places)
        if isinstance(one, Header) and kind is str and isinstance(parameter.default, str):
            return _header(one.alias or name.replace("_", "-"), parameter.default)
    if kind is Request:
        return _itself
    if name in places:
        return _place(name, TypeAdapter(annotation))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _body(kind)
    raise TypeError(f"a quick endpoint cannot take {name}: {annotation}")


async def _itself(request: Request) -> Request:
    return request


def _place(name: str, kind: TypeAdapter[Any]) -> Find:
    async def find(request: Request) -> Any:
        try:
            return kind.validate_python(request.path_params[name])
        except ValidationError as error:
            raise _malformed(("path", name), error) from None

    return find


def _header(name: str, default: str) -> Find:
    async def find(request: Request) -> str:
        return request.headers.get(name, default)

    return find


def _body(model: type[BaseModel]) -> Find:
    async def find(request: Request) -> BaseModel:
        if not request.headers.get("content-type", "").lower().startswith("application/json"):
            raise RequestValidationError([{"type": "missing", "loc": ("body",), "msg": "JSON is needed"}])
        try:
            return model.model_validate_json(await request.body())
        except ValidationError as error:
            raise _malformed(("body",), error) from None

    return find


def _malformed(where: tuple[str, ...], error: ValidationError) -> RequestValidationError:
    """Where it is, never what."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return RequestValidationError([{**fault, "loc": (*where, *fault["loc"])} for fault in faults])
