"""What every page for a customer's phone shares: its language, what it is sent with, how it says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk.hall.hall import Hall
from kiosk.texts import LANGUAGES
from kiosk.wire import ByLanguage

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks from where, in which language, and the address in the other one."""

    address: str
    language: str
    other: str
    in_other: str


def asked(request: Request) -> Asked:
    """The language is that of the switch on the page (``?lang=``), or the first of ours the browser names."""
    wish = request.query_params.get("lang")
    language = wish if wish in LANGUAGES else preferred(request.headers.get("Accept-Language", ""))
    other = next(one for one in LANGUAGES if one != language)
    in_other = request.url.include_query_params(lang=other)
    address = request.client.host if request.client else ""
    return Asked(address, language, other, f"{in_other.path}?{in_other.query}")


def preferred(accepts: str) -> str:
    """Of an ``Accept-Language`` header, by its weights.

    >>> preferred("fr, en-GB;q=0.9, zh;q=0.8"), preferred("zh-CN,zh;q=0.9,en;q=0.8"), preferred("")
    ('en', 'zh', 'zh')
    """
    weighed = []
    for at, wish in enumerate(accepts.split(",")):
        name, _, weight = wish.partition(";")
        language = name.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            weighed.append((-_weight(weight), at, language))
    return min(weighed)[2] if weighed else LANGUAGES[0]


def page(
    hall: Hall, who: Asked, template: str, context: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    """``say`` and ``pick`` in the template speak the asker's language."""
    html = _templates.get_template(template).render(
        who=who,
        hall_name=hall.settings.name.by_language[who.language],
        say=sayer(hall, who.language),
        pick=lambda words: picked(words, who.language),
        **context,
    )
    return HTMLResponse(html, status, HEADERS)


def notice(hall: Hall, who: Asked, what: str, status: HTTPStatus) -> HTMLResponse:
    """A page that says one thing: ``phone.<what>`` and what to do now."""
    return page(hall, who, "phone_notice.html", {"what": what}, status)


def too_often(hall: Hall, who: Asked) -> HTMLResponse:
    answer = notice(hall, who, "too_often", HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = "30"
    return answer


def sayer(hall: Hall, language: str) -> Callable[..., str]:
    def say(key: str, **places: object) -> str:
        return hall.texts.say(language, f"phone.{key}", **places)

    return say


def picked(words: ByLanguage, language: str) -> str:
    return words[language]


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=") or 1.0)
    except ValueError:
        return 0.0
