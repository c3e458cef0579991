"""Belenios's own verifier, run on an archive: `belenios-tool election verify`."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

TOOL = "belenios-tool"
SECONDS = 120
UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{10,40}")


def present() -> bool:
    """Say whether the tool is on this machine."""
    return shutil.which(TOOL) is not None


def verifies(data: bytes, uuid: str) -> bool:
    """Say whether everything in an archive holds: signatures, proofs, decryption, result.

    The archive is written alone in a folder of its own, under the name the tool looks for.
    OSError when the tool is absent; subprocess.TimeoutExpired after two minutes.
    """
    if UUID.fullmatch(uuid) is None:
        return False
    with tempfile.TemporaryDirectory(prefix="belenios-") as folder:
        (Path(folder) / f"{uuid}.bel").write_bytes(data)
        command = [shutil.which(TOOL) or TOOL, "election", "verify", "--dir", folder]
        done = subprocess.run(  # noqa: S603 (our own words and a folder we made)
            command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
        return done.returncode == 0
