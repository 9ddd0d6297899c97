"""The simulated ID reader as a technician uses it: from the keyboard."""

import os
import subprocess
import sys

import pytest

from simulators.id_cards import PEOPLE, resident
from simulators.id_reader import IdReaderSimulator, obey
from simulators.sam_module import Faults


def test_typed_commands() -> None:
    with IdReaderSimulator() as reader:
        assert obey(reader, "put zhang\n") == "ok"
        assert obey(reader, "status 66") == "ok"
        assert reader.faults == Faults(every_status=0x66)
        assert obey(reader, "calm") == "ok"
        assert reader.faults == Faults()
        assert obey(reader, "unplug") == obey(reader, "unplug") == "ok"
        assert not os.path.lexists(reader.port)
        assert obey(reader, "plug") == obey(reader, "plug") == "ok"
        assert os.path.lexists(reader.port)


@pytest.mark.parametrize("line", ["", "put nobody", "status zz", "pieces", "dance"])
def test_anything_else_gets_help(line: str) -> None:
    with IdReaderSimulator() as reader:
        help_text = obey(reader, line)
    assert "put NAME" in help_text
    assert all(name in help_text for name in PEOPLE)


def test_the_program_names_its_port_and_quits() -> None:
    command = [sys.executable, "-m", "simulators.id_reader"]
    done = subprocess.run(command, input="put li\nquit\n", capture_output=True, text=True, timeout=20, check=True)
    first, *_, last = done.stdout.splitlines()
    assert first.startswith("sdt+serial:///")
    assert last == "ok"
    assert done.stderr == ""


def test_a_field_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        resident("名" * 16, "11010519491231002X")
