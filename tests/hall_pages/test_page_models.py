"""The pure parts of the pages, run by node: the same files the browser gets."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "kiosk" / "hall" / "pages" / "static"


@pytest.mark.parametrize(
    "name",
    [
        "feed",
        "display_model",
        "window_model",
        "console_model",
        "portrait_model",
        "guide_model",
        "watch",
        "live_model",
        "reasons",
    ],
)
def test_model_in_node(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "node is missing: the page models are tested by `node --test` (Debian package: nodejs)"
    shutil.copytree(STATIC, tmp_path / "static")
    shutil.copy(HERE / f"{name}.test.mjs", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')  # older nodes take .js for CommonJS without it
    run = subprocess.run(
        [node, "--test", f"{name}.test.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "# pass 0" not in run.stdout
