"""Pages for people with a browser: the public displays, the counter console, staff pages.

Two lines put them into an app: ``app.include_router(router)`` and ``mount_static(app)``; ``app.state.pages`` holds
the ``PagesContext``. The pages carry no data: their scripts get it from ``/events`` and ``/api``, where it is
guarded.
"""

from kiosk.hall.pages.routes import PagesContext, ZoneShown, mount_static, router

__all__ = ["PagesContext", "ZoneShown", "mount_static", "router"]
