"""Where the word of a maintainer is looked for: pages that only those who hold the project write.

Never an address that the applicant gives: a ticket, a comment, the commit of a fork are written by
anybody under the address of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from council.organizations.proofs import FILE


def places(repository: str, website: str, forges: Mapping[str, str]) -> list[str]:
    """Return the pages to read: repository, file at its root, website, well-known file."""
    found: list[str] = []
    for address, more in ((repository, _file_of), (website, _well_known)):
        parts = _parts(address)
        if parts is not None:
            found += [address, more(parts, forges)]
    return [address for address in dict.fromkeys(found) if address]


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def _well_known(parts: SplitResult, _forges: Mapping[str, str]) -> str:
    return f"{parts.scheme}://{parts.netloc}/.well-known/{FILE}"


def _file_of(parts: SplitResult, forges: Mapping[str, str]) -> str:
    """Return the address of the file at the root of a repository's own branch."""
    root = f"{parts.scheme}://{parts.netloc}"
    path = parts.path.rstrip("/").removesuffix(".git")
    program = forges.get(parts.hostname or "")
    if path.count("/") < 2 or program is None:
        return ""
    if program == "github" and parts.hostname == "github.com":
        return f"https://raw.githubusercontent.com{path}/HEAD/{FILE}"
    ends = {
        "github": f"{root}{path}/raw/HEAD/{FILE}",
        "gitlab": f"{root}{path}/-/raw/HEAD/{FILE}",
        "gitea": f"{root}/api/v1/repos{path}/raw/{FILE}",
        "sourcehut": f"{root}{path}/blob/HEAD/{FILE}",
    }
    return ends[program]
