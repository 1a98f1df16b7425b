"""What a partner photographs in a scenario: plain drawings of a wall and what stands there."""

from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = (1280, 720)
_WALLS = ("#d9dee8", "#e6ded3", "#d5e3da", "#e3d8e6")
_FLOOR, _INK, _BOARD = "#8d8377", "#23314b", "#f6f7fa"


def draw(shot: str, seed: int) -> Image.Image:
    """Return a picture for one of the fit-out's shots; the same seed draws it again.

    Args:
        shot: its key, which stands on it.
        seed: of the colours and of what stands around.
    """
    random = Random(f"{seed}.{shot}")
    width, height = SIZE
    picture = Image.new("RGB", SIZE, random.choice(_WALLS))
    pen = ImageDraw.Draw(picture)
    floor = height * 3 // 4
    pen.rectangle((0, floor, width, height), fill=_FLOOR)
    for left in range(60, width - 200, 240):  # shelves, doors, windows: boxes on the floor
        tall = random.randrange(180, 340)
        pen.rectangle((left, floor - tall, left + 180, floor), fill=_BOARD, outline=_INK, width=6)
        pen.line((left, floor - tall // 2, left + 180, floor - tall // 2), fill=_INK, width=4)
    pen.rounded_rectangle((340, 40, 940, 160), 18, fill=_INK)
    pen.text((640, 100), shot.replace("_", " "), fill=_BOARD, anchor="mm",
             font=ImageFont.load_default(64))  # fmt: skip
    return picture
