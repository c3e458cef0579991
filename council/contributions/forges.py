"""What an address of a forge shows, whom to ask about it, and what the answer says; pure functions.

Four programs are known: GitHub, GitLab, Gitea (and Forgejo), SourceHut. An answer is a stranger's:
anything unexpected in it says nothing, and never fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

from council.contributions.models_upstream import UpstreamKind, UpstreamState

GITHUB, GITLAB, GITEA, SOURCEHUT = "github", "gitlab", "gitea", "sourcehut"

_NAME = r"[\w.~-]+"
_GITHUB = (
    (rf"/({_NAME}/{_NAME})/issues/(\d+)", UpstreamKind.ISSUE),
    (rf"/({_NAME}/{_NAME})/pulls?/(\d+)(?:/.*)?", UpstreamKind.MERGE_REQUEST),
    (rf"/({_NAME}/{_NAME})/releases/tag/([^/].*)", UpstreamKind.RELEASE),
    (rf"/({_NAME}/{_NAME})/commit/([0-9a-f]{{7,64}})", UpstreamKind.COMMIT),
)
_GITLAB = (
    (r"/(.+?)(?:/-)?/(?:issues|work_items)/(\d+)", UpstreamKind.ISSUE),
    (r"/(.+?)(?:/-)?/merge_requests/(\d+)(?:/.*)?", UpstreamKind.MERGE_REQUEST),
    (r"/(.+?)(?:/-)?/(?:releases|tags)/([^/].*)", UpstreamKind.RELEASE),
    (r"/(.+?)(?:/-)?/commit/([0-9a-f]{7,64})", UpstreamKind.COMMIT),
)
_SOURCEHUT = (
    (r"/(~[\w.-]+/[\w.-]+)/patches/(\d+)", UpstreamKind.MERGE_REQUEST),
    (r"/(~[\w.-]+/[\w.-]+)/refs/([^/].*)", UpstreamKind.RELEASE),
    (r"/(~[\w.-]+/[\w.-]+)/commit/([0-9a-f]{7,64})", UpstreamKind.COMMIT),
    (r"/(~[\w.-]+/[\w.-]+)/(\d+)", UpstreamKind.ISSUE),
)
SHAPES = {GITHUB: _GITHUB, GITLAB: _GITLAB, GITEA: _GITHUB, SOURCEHUT: _SOURCEHUT}


@dataclass(frozen=True)
class Shown:
    """What an address shows: an issue, a merge request… of which project, by which number."""

    kind: UpstreamKind
    project: str
    number: str


@dataclass(frozen=True)
class Told:
    """What a forge says of an issue, a merge request, a release: its state, and since when."""

    state: UpstreamState
    at: datetime | None = None


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def host_of(url: str) -> str:
    """Return the host of an address, empty when there is none."""
    parts = _parts(url)
    return (parts.hostname or "")[:255] if parts is not None else ""


def program_of(url: str, forges: Mapping[str, str]) -> str:
    """Return the program that serves an address: by its host, else by its shape; may be empty."""
    known = forges.get(host_of(url))
    if known is not None:
        return known
    path = urlsplit(url).path if host_of(url) else ""
    if "/-/" in path:
        return GITLAB
    if re.fullmatch(rf"/{_NAME}/{_NAME}/pull/\d+", path):
        return GITHUB
    if re.fullmatch(rf"/{_NAME}/{_NAME}/(pulls/\d+|(issues|commit|releases/tag)/.+)", path):
        return GITEA
    return ""


def shown_by(url: str, forges: Mapping[str, str]) -> Shown | None:
    """Return what an address shows, None when its shape is none of those known."""
    program, parts = program_of(url, forges), _parts(url)
    if parts is None or program not in SHAPES:
        return None
    path = parts.path.rstrip("/")
    for shape, kind in SHAPES[program]:
        found = re.fullmatch(shape, path)
        if found:
            return Shown(kind, found[1], unquote(found[2]))
    return None


def guessed_kind(url: str, forges: Mapping[str, str]) -> UpstreamKind:
    """Return what an address most likely shows."""
    shown = shown_by(url, forges)
    return shown.kind if shown is not None else UpstreamKind.OTHER


def question(url: str, forges: Mapping[str, str]) -> str | None:
    """Return the address of the interface that tells the state of what an address shows.

    None when nobody may be asked: the host is not among the known forges, a commit has no state,
    SourceHut answers nobody without an account.
    """
    shown, parts = shown_by(url, forges), _parts(url)
    program = forges.get(host_of(url))
    if shown is None or parts is None or program is None:
        return None
    end = _ENDS.get(program, {}).get(shown.kind)
    if end is None:
        return None
    project = quote(shown.project, safe="" if program == GITLAB else "/")
    return _root(program, parts) + end.format(project=project, number=quote(shown.number, safe=""))


_ENDS = {
    GITHUB: {
        UpstreamKind.ISSUE: "/repos/{project}/issues/{number}",
        UpstreamKind.MERGE_REQUEST: "/repos/{project}/pulls/{number}",
        UpstreamKind.RELEASE: "/repos/{project}/releases/tags/{number}",
    },
    GITLAB: {
        UpstreamKind.ISSUE: "/projects/{project}/issues/{number}",
        UpstreamKind.MERGE_REQUEST: "/projects/{project}/merge_requests/{number}",
        UpstreamKind.RELEASE: "/projects/{project}/releases/{number}",
    },
}
_ENDS[GITEA] = _ENDS[GITHUB]


def _root(program: str, parts: SplitResult) -> str:
    if program == GITHUB and parts.hostname == "github.com":
        return "https://api.github.com"
    port = f":{parts.port}" if parts.port else ""
    paths = {GITHUB: "/api/v3", GITLAB: "/api/v4", GITEA: "/api/v1"}
    return f"{parts.scheme}://{parts.hostname}{port}{paths[program]}"


def told(body: bytes) -> Told:
    """Return what a forge's answer says; an answer that is not understood says nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Told(UpstreamState.UNKNOWN)
    if not isinstance(said, dict):
        return Told(UpstreamState.UNKNOWN)
    if "tag_name" in said:
        return _release(said)
    return _thread(said)


def _release(said: Mapping[str, Any]) -> Told:
    at = _moment(said, "released_at", "published_at", "created_at")
    is_out = said.get("draft") is not True and said.get("upcoming_release") is not True
    return Told(UpstreamState.RELEASED, at) if is_out else Told(UpstreamState.UNKNOWN)


def _thread(said: Mapping[str, Any]) -> Told:
    state = said.get("state")
    # GitHub tells of a merge request asked for as an issue in a part of its answer.
    inner = said.get("pull_request")
    merged_at = _moment(said, "merged_at") or _moment(
        inner if isinstance(inner, dict) else {}, "merged_at"
    )
    if state == "merged" or said.get("merged") is True or merged_at is not None:
        return Told(UpstreamState.MERGED, merged_at)
    if state == "closed":
        return Told(UpstreamState.CLOSED, _moment(said, "closed_at"))
    if state in ("open", "opened", "reopened", "locked"):
        return Told(UpstreamState.OPEN, _moment(said, "created_at"))
    return Told(UpstreamState.UNKNOWN)


def _moment(said: Mapping[str, Any], *names: str) -> datetime | None:
    for name in names:
        text = said.get(name)
        if not isinstance(text, str) or not 10 <= len(text) <= 40:
            continue
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            continue
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        if 1990 <= found.year <= 2200:
            return found.astimezone(UTC)
    return None
