"""``kiosk shots``: pictures of every screen with invented visits, and one sheet that shows them all."""

import argparse
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pygame

from kiosk.config import make_folder
from kiosk.flow.policy import Policy
from kiosk.screens.fonts import Faces
from kiosk.screens.glass import LANDSCAPE, PORTRAIT, Glass
from kiosk.screens.render import Renderer
from kiosk.technician.samples import samples
from kiosk.texts import LANGUAGES, Texts, read_texts

PANELS = {"portrait": PORTRAIT, "landscape": LANDSCAPE}
TEXTS = Path("config/texts")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``kiosk shots``."""
    parser.add_argument("--out", type=Path, default=Path("out/shots"), help="folder for the pictures")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder with zh.toml and en.toml")
    parser.add_argument("--language", choices=(*LANGUAGES, "both"), default="both")
    parser.add_argument("--panel", choices=(*PANELS, "both"), default="both")
    parser.add_argument("--only", default="", metavar="TEXT", help="only screens whose name has TEXT in it")


def run(args: argparse.Namespace) -> int:
    """Take the pictures. Raises ConfigError when texts, typeface or folder are missing."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"  # no window: pictures look the same on every machine
    texts, faces = read_texts(args.texts), Faces()
    make_folder(args.out)
    languages = LANGUAGES if args.language == "both" else (args.language,)
    panels = PANELS if args.panel == "both" else {args.panel: PANELS[args.panel]}
    names = [
        name
        for panel, glass in panels.items()
        for language in languages
        for name in _take(args.out, panel, glass, language, texts, faces, args.only)
    ]
    (args.out / "index.html").write_text(_sheet(names), encoding="utf-8")
    print(f"{len(names)} pictures in {args.out}; open {args.out / 'index.html'}")
    return 0


def _take(
    out: Path, panel: str, glass: Glass, language: str, texts: Texts, faces: Faces, only: str
) -> Iterator[str]:
    surface = pygame.Surface(glass.size_px)
    for sample in samples(language):
        if only in sample.name:
            Renderer(glass, texts, Policy(), faces, fade_s=0).draw(sample.kiosk, surface)
            name = f"{sample.name}-{language}-{panel}.png"
            pygame.image.save(surface, out / name)
            yield name


def _sheet(names: list[str]) -> str:
    figures = "\n".join(
        f'<figure><a href="{escape(name)}"><img src="{escape(name)}" alt=""></a>'
        f"<figcaption>{escape(name.removesuffix('.png'))}</figcaption></figure>"
        for name in names
    )
    style = (
        "body{font:15px sans-serif;background:#fff;color:#0e1f1b;display:flex;flex-wrap:wrap;gap:20px;margin:20px}"
        "figure{margin:0}img{height:420px;border:1px solid #a9c4b8}"
    )
    return f'<!doctype html><meta charset="utf-8"><title>Screens</title><style>{style}</style>\n{figures}\n'
