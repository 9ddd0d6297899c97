"""A QR code as the path of an SVG picture: one unit a module, the quiet zone included."""

QUIET = 4


def qr_path(content: str) -> tuple[str, int]:
    """The path's ``d`` and the side of the picture in units."""
    import qrcode  # with its drawing library 4 MB: a hall that shows no QR code does not hold them

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = ((x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return "".join(f"M{x} {y}h1v1h-1z" for x, y in dark), len(rows) + 2 * QUIET
