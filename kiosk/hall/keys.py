"""The hall's secrets: one TOML file, readable by its owner only, never in the repository, never in a message."""

import os
import secrets
from pathlib import Path
from typing import Annotated

from cryptography.fernet import Fernet
from pydantic import Field

from kiosk.config import ConfigError, Model, read

Token = Annotated[str, Field(min_length=24, max_length=200, pattern=r"^[A-Za-z0-9_\-]+$")]
HexKey = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

_TEMPLATE = """\
# Secrets of this hall. Keep this file from everybody else; a new one locks every kiosk and console out.

staff_token = "{staff}"           # for programs; people sign in at /login
back_office_token = "{back_office}"     # agreed with the back office
id_hash_key = "{id_hash}"           # agreed with the back office; 32 bytes
id_hash_key_version = 1
person_key = "{person}"            # stands behind "one open ticket a person"; 32 bytes
seal_key = "{seal}"              # seals what a kiosk carries but must not read

[kiosks]                                # one line a kiosk: its id and its token
{kiosks}
"""


class HallSecrets(Model):
    """Tokens by kiosk id; the staff's and the back office's token; keys in hexadecimal or as Fernet makes them."""

    kiosks: dict[str, Token] = Field(min_length=1, repr=False)
    staff_token: Token = Field(repr=False)
    back_office_token: Token = Field(repr=False)
    id_hash_key: HexKey = Field(repr=False)
    id_hash_key_version: int = Field(ge=1)
    person_key: HexKey = Field(repr=False)
    seal_key: str = Field(repr=False, pattern=r"^[A-Za-z0-9_\-]{43}=$")


def read_secrets(path: Path) -> HallSecrets:
    """Raises ConfigError, whose message holds no secret, for a file that is missing, open to others or wrong."""
    if not path.exists():
        raise ConfigError(f"{path}: is missing; `kiosk hall --make-secrets` makes one")
    if path.stat().st_mode & 0o077:
        raise ConfigError(f"{path}: others may read it; run: chmod 600 {path}")
    try:
        return read(path, HallSecrets)
    except ConfigError:
        raise ConfigError(
            f"{path}: is not a complete secrets file (what is wrong is not shown, as it may be a secret); "
            "compare it with a new one: move it away and run `kiosk hall --make-secrets`"
        ) from None


def make_secrets(path: Path, kiosks: tuple[str, ...] = ("kiosk-1",)) -> None:
    """Write a new file of random secrets, mode 0600. Raises ConfigError when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _TEMPLATE.format(
        staff=secrets.token_urlsafe(32),
        back_office=secrets.token_urlsafe(32),
        id_hash=secrets.token_hex(32),
        person=secrets.token_hex(32),
        seal=Fernet.generate_key().decode(),
        kiosks="\n".join(f'{kiosk} = "{secrets.token_urlsafe(32)}"' for kiosk in kiosks),
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path}: is there already; move it away first if you want a new one") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
