"""The pictures of the corpus: real JPEG files, made once."""

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from bench.corpus import PICTURES, SEED

SIZE = (1600, 1067)


def file_name(number: int) -> str:
    """Return the name of a picture's file."""
    return f"picture-{number:02d}.jpg"


def make(folder: Path) -> None:
    """Write the files that are not in `folder` yet: soft gradients with grain, as photos are."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED)
    for number in range(PICTURES):
        tones = [
            Image.linear_gradient("L").rotate(rng.randrange(360), expand=False).resize(SIZE)
            for _ in range(3)
        ]
        path = folder / file_name(number)
        if path.exists():
            continue
        grain = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 40).resize(SIZE)
        grain = grain.filter(ImageFilter.GaussianBlur(3))
        picture = Image.merge("RGB", [ImageChops.overlay(tone, grain) for tone in tones])
        unfinished = path.with_suffix(".part")
        picture.save(unfinished, "JPEG", quality=82)
        unfinished.rename(path)
