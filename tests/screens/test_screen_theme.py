"""Contrast is computed, millimetres are kept, pictograms stay in their field."""

import tomllib
from pathlib import Path

import pygame
import pytest

from kiosk.screens.box import Box
from kiosk.screens.glass import LANDSCAPE, PORTRAIT, Glass
from kiosk.screens.pictograms import names, pictogram
from kiosk.screens.theme import (
    ATTENTION,
    GROUND,
    INK,
    MIN_CAP,
    MIN_TARGET,
    PAPER,
    PRIMARY,
    TEXT_ON,
    Colour,
    contrast,
    sizes,
)

ROOT = Path(__file__).parents[2]


def test_contrast_has_its_published_values() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert contrast(PAPER, PAPER) == 1


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_reaches_ten_to_one(ink: Colour, ground: Colour) -> None:
    assert contrast(ink, ground) >= 10


def test_borders_and_pictograms_are_seen() -> None:
    assert contrast(PRIMARY, GROUND) >= 3
    assert contrast(INK, ATTENTION) >= 3


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE, Glass(1920, 1080, 345), Glass(800, 480, 154)])
def test_sizes_keep_their_floors_on_every_glass(glass: Glass) -> None:
    of = sizes(glass)
    assert min(of.number, of.place, of.headline, of.button, of.body, of.small) >= MIN_CAP
    assert min(of.bar, of.secondary, of.primary) >= MIN_TARGET
    assert of.primary >= 20
    assert of.number > of.place > of.headline * 0.99 > of.button > of.body * 0.99


def test_the_reference_panel_carries_a_forty_millimetre_number() -> None:
    assert sizes(PORTRAIT).number >= 40


def test_edges_of_neighbours_meet_on_the_same_pixel() -> None:
    left, right = Box(0, 0, 10.13, 5).cut_left(4.57)
    assert PORTRAIT.rect(left).right == PORTRAIT.rect(right).left


@pytest.mark.parametrize("name", sorted(names()))
def test_pictograms_stay_in_their_field(name: str) -> None:
    picture = pictogram(name, 96, INK)
    assert picture.get_size() == (96, 96)
    ink = picture.get_bounding_rect(min_alpha=128)
    assert ink.w * ink.h > 96 * 96 / 20
    assert pygame.Rect(0, 0, 96, 96).inflate(-2, -2).contains(ink)


def test_every_configured_service_has_its_pictogram() -> None:
    services = tomllib.loads((ROOT / "config/services.toml").read_text(encoding="utf-8"))["services"]
    assert {service["pictogram"] for service in services} <= names()


def test_an_unknown_pictogram_is_drawn_as_a_question_to_a_person() -> None:
    unknown, speech = pictogram("hologram", 48, INK), pictogram("speech", 48, INK)
    assert pygame.image.tobytes(unknown, "RGBA") == pygame.image.tobytes(speech, "RGBA")


def test_pictograms_are_soft_at_the_edge_and_pure_in_colour() -> None:
    picture = pictogram("clock", 64, INK)
    colours = {tuple(picture.get_at((x, y))) for x in range(64) for y in range(64)}
    assert {colour[:3] for colour in colours} == {INK}
    assert any(0 < colour[3] < 255 for colour in colours)
