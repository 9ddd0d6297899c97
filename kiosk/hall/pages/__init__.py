"""Pages for people with a browser: the big display and the counter console.

Two lines put them into an app: ``app.include_router(router)`` and ``mount_static(app)``; ``app.state.pages`` holds
the ``PagesContext``. The pages carry no data: their scripts get it from ``/events`` and ``/api``, where it is
guarded.
"""

from kiosk.hall.pages.routes import PagesContext, mount_static, router

__all__ = ["PagesContext", "mount_static", "router"]
