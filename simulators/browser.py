"""A pilot for a real headless Chromium: opens pages, presses keys, looks, takes pictures.

It speaks the Chrome DevTools Protocol over a pipe, so no port is opened. Names outside this machine do not resolve
for the browser, so a page that asks for one is caught.
"""

import base64
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulators.devtools_pipe import BrowserError, DevToolsPipe, Message

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--remote-debugging-pipe",
)
ANSWER_S = 20.0

__all__ = ["Browser", "BrowserError", "Page"]


class Page:
    """One page. ``problems``: console errors and uncaught exceptions so far; ``requests``: addresses asked for."""

    def __init__(self, browser: "Browser", target: str, session: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session
        self.problems: list[str] = []
        self.requests: list[str] = []

    def call(self, method: str, **params: Any) -> Message:
        """One DevTools command, for what has no word of its own here. Raises BrowserError."""
        return self._browser.command(method, params, self._session)

    def open(self, url: str) -> None:
        """Go to ``url`` and wait until its document and modules are loaded. Raises BrowserError."""
        answer = self.call("Page.navigate", url=url)
        if "errorText" in answer:
            raise BrowserError(f"{url}: {answer['errorText']}")
        self.wait_for("document.readyState === 'complete'")

    def evaluate(self, script: str) -> Any:
        """The value of ``script``, a promise awaited. Raises BrowserError when it throws."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if fault := answer.get("exceptionDetails"):
            raise BrowserError(fault.get("exception", {}).get("description", fault["text"]))
        return answer["result"].get("value")

    def wait_for(self, script: str, timeout_s: float = 30.0) -> float:
        """Wait until ``script`` is truthy; the seconds it took. Raises BrowserError when it never was."""
        start = time.monotonic()
        while not self._truthy(script):
            if time.monotonic() - start > timeout_s:
                raise BrowserError(f"not true within {timeout_s:g} s: {script}; {self._seen()}")
            self._browser.listen(0.05)
        return time.monotonic() - start

    def _truthy(self, script: str) -> bool:
        try:
            return bool(self.evaluate(f"Boolean({script})"))
        except BrowserError:
            if not self._browser.alive:
                raise
            return False  # between two documents there is nothing to ask

    def _seen(self) -> str:
        text = self.evaluate("document.body ? document.body.innerText.slice(0, 400) : ''")
        return f"the page says {text!r}; problems {self.problems}"

    def text(self, selector: str) -> str:
        """What a person reads in the first element that matches; '' when there is none."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def click(self, selector: str, times: int = 1) -> None:
        """Press the middle of an element with a real pointer; ``times=2`` is a double click."""
        spot = self.evaluate(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call(
                    "Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left", clickCount=count
                )

    def key(self, name: str) -> None:
        """Press and release one key: a letter, a digit, '?', ' ' or a named one such as 'Enter' or 'ArrowDown'."""
        code, number, text = _key(name)
        common = {"key": name, "code": code, "windowsVirtualKeyCode": number}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def resize(self, width: int, height: int) -> None:
        """The size of the glass in pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def prefer(self, feature: str, value: str) -> None:
        """Set a media feature, such as ``prefers-reduced-motion`` to ``reduce``."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": feature, "value": value}])

    def screenshot(self, path: Path) -> None:
        """Write what is on the glass to ``path`` as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.call("Page.bringToFront")
        self.evaluate("document.fonts.ready.then(() => true)")
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """Close the tab."""
        self._browser.forget(self._session)
        self._browser.command("Target.closeTarget", {"targetId": self._target})

    def heard(self, event: Message) -> None:
        """Take note of one event of this page."""
        method, params = event["method"], event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.problems.append(" ".join(str(arg.get("value", "")) for arg in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.problems.append(f"{params['entry']['source']}: {params['entry']['text']}")


_NAMED = {
    "Enter": ("Enter", 13, "\r"),
    "Tab": ("Tab", 9, ""),
    "Escape": ("Escape", 27, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "Home": ("Home", 36, ""),
    "End": ("End", 35, ""),
    " ": ("Space", 32, " "),
    "?": ("Slash", 191, "?"),
}


def _key(name: str) -> tuple[str, int, str]:
    plain = "Digit" if name.isdigit() else "Key"
    return _NAMED[name] if name in _NAMED else (f"{plain}{name.upper()}", ord(name.upper()), name)


class Browser:
    """One browser process with a profile of its own, gone when closed. Use as a context manager."""

    def __init__(self, program: str = "chromium") -> None:
        found = shutil.which(program)
        if found is None:
            raise BrowserError(f"{program} is not installed (Debian package: chromium)")
        self._home = Path(tempfile.mkdtemp(prefix="browser-"))
        command = [found, *FLAGS, f"--user-data-dir={self._home / 'profile'}", "about:blank"]
        self._pipe = DevToolsPipe(command, self._home / "log")
        self.pid = self._pipe.pid
        self._pages: dict[str, Page] = {}
        self._last_id = 0
        self.alive = True

    def page(self, width: int = 1280, height: int = 800) -> Page:
        """A new empty page, in a window of its own, of the given size in pixels."""
        new = {"url": "about:blank", "newWindow": True}  # a tab behind another draws nothing and its timers crawl
        target = self.command("Target.createTarget", new)["targetId"]
        session = self.command("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = self._pages[session] = Page(self, target, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.resize(width, height)
        return page

    def forget(self, session: str) -> None:
        """No more events of that tab are noted."""
        self._pages.pop(session, None)

    def command(self, method: str, params: Message, session: str | None = None) -> Message:
        """Send one command and wait for its answer; events on the way are noted. Raises BrowserError."""
        self._last_id += 1
        wanted = self._last_id
        where = {"sessionId": session} if session else {}
        self._pipe.write({"id": wanted, "method": method, "params": params, **where})
        answer = self._take(ANSWER_S, lambda message: message.get("id") == wanted)
        if answer is None:
            raise BrowserError(f"{method}: no answer within {ANSWER_S:g} s")
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        result: Message = answer["result"]
        return result

    def listen(self, seconds: float) -> None:
        """Note what the pages report for ``seconds``."""
        self._take(seconds, lambda message: False)

    def _take(self, seconds: float, wanted: Callable[[Message], bool]) -> Message | None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = self._pipe.read(left)
            except BrowserError:
                self.alive = False
                raise
            if message is None:
                return None
            if wanted(message):
                return message
            if (page := self._pages.get(message.get("sessionId", ""))) and "method" in message:
                page.heard(message)
        return None

    def close(self) -> None:
        """End the browser and remove its profile."""
        if self.alive:
            self.alive = False
            self._pipe.write({"id": 0, "method": "Browser.close"})
        self._pipe.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
