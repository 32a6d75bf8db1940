"""The squares that a phone reads off a screen or off paper."""


def square_of(address: str) -> str:
    """A QR code as the address of a picture that needs no request of its own."""
    import segno  # noqa: PLC0415 - for two pages alone: no start waits for it

    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"))
