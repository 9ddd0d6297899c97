"""One slip as the pieces a printer is sent: as a picture, or in the printer's own font."""

from kiosk.devices.escpos_strips import compose_image
from kiosk.devices.escpos_text import compose_text
from kiosk.devices.printer_profile import Mode, PrinterProfile
from kiosk.devices.slip_image import draw_slip
from kiosk.domain.slip import Slip
from kiosk.texts import Texts


def compose(slip: Slip, texts: Texts, profile: PrinterProfile) -> list[bytes]:
    """The bytes of ``slip``; each piece is whole commands."""
    if profile.mode is Mode.TEXT:
        return compose_text(slip, texts, profile)
    return compose_image(draw_slip(slip, texts, profile.width, profile.fonts), profile)
