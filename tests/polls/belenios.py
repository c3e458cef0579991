"""A Belenios election held by its own tool, from what the site exports to the archive."""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Any

TOOL = "belenios-tool"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def present() -> bool:
    """Say whether the tool is there."""
    return shutil.which(TOOL) is not None


class Election:
    """One election in a folder of its own."""

    def __init__(self, folder: Path, template: dict[str, Any], voters: str, group: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        number = uuid.uuid4().int
        self.uuid = "".join(ALPHABET[(number >> 6 * n) % len(ALPHABET)] for n in range(14))
        (folder / "template.json").write_text(json.dumps(template), encoding="utf-8")
        (folder / "voters.txt").write_text(voters, encoding="utf-8")
        self.run("setup", "generate-credentials", "--file", "voters.txt", "--group", group,
                 "--uuid", self.uuid)  # fmt: skip
        self._rename("pubcreds", "public_creds.json")
        lines = self._rename("privcreds", "private").read_text(encoding="utf-8").splitlines()
        self.credentials = [line.split(" ")[1] for line in lines]
        self.run("setup", "generate-trustee-key", "--group", group)
        (self.privkey,) = (path.name for path in folder.glob("*.privkey"))
        (public,) = folder.glob("*.pubkey")
        (folder / "public_keys.jsons").write_bytes(public.read_bytes())
        self.run("setup", "make-trustees")
        self.run("setup", "make-election", "--uuid", self.uuid, "--group", group,
                 "--template", "template.json")  # fmt: skip
        self.run("archive", "init")

    def _rename(self, end: str, name: str) -> Path:
        (found,) = self.folder.glob(f"*.{end}")
        return found.rename(self.folder / name)

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Run the tool in the folder; return what it prints."""
        done = subprocess.run(
            [TOOL, *arguments], cwd=self.folder, input=given, capture_output=True, check=False
        )
        assert done.returncode == 0, (arguments, done.stderr.decode()[-1500:])
        return done.stdout

    def event(self, kind: str, payload: bytes = b"") -> None:
        """Add an event to the archive."""
        self.run("archive", "add-event", f"--type={kind}", given=payload)

    def vote(self, who: int, *answers: Any) -> None:
        """Cast the ballot of a voter."""
        (self.folder / "cred").write_text(self.credentials[who], encoding="ascii")
        (self.folder / "ballot").write_text(json.dumps(list(answers)), encoding="ascii")
        ballot = self.run("election", "generate-ballot", "--privcred", "cred", "--ballot", "ballot")
        self.event("Ballot", ballot)

    def close(self, *, mixed: bool = False) -> bytes:
        """End the vote, count, and return the archive."""
        self.event("EndBallots")
        self.event("EncryptedTally", self.run("election", "compute-encrypted-tally"))
        if mixed:
            self.event("Shuffle", self.run("election", "shuffle", "--trustee-id=1"))
            self.event("EndShuffles")
        decrypted = self.run("election", "decrypt", "--privkey", self.privkey, "--trustee-id", "1")
        self.event("PartialDecryption", decrypted)
        self.event("Result", self.run("election", "compute-result"))
        return self.archive()

    def archive(self) -> bytes:
        """Return the archive as it is."""
        return (self.folder / f"{self.uuid}.bel").read_bytes()
