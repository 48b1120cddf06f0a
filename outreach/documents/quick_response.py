"""A QR code as a drawing."""

import segno


def svg_of(text: str) -> str:
    """The code of a text, in SVG, black on nothing, with the white edge that readers need."""
    return str(segno.make(text, error="m", micro=False).svg_inline(border=4))
