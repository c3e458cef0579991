"""A copy of the public site that any file host serves, or that opens from a folder.

The site is read as a visitor without an account reads it, page after page from its lists, and
what was read is written with relative addresses. What needs the program leads to the live site.
"""

from __future__ import annotations

import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path

from flask import Flask, current_app, render_template
from flask_babel import gettext as _
from werkzeug.test import TestResponse

from council.exchange import sitemaps, static_search
from council.exchange.datasets_decisions import address_of
from council.exchange.static_links import HTML, file_of, links_of, local, relative, rewritten
from council.organizations.viewer import ANONYMOUS

MARKER = ".copie-conseil"
FOUND = frozenset({301, 302, 303, 307, 308})
# Pages that ask something of the program: their links lead to the live site.
LEFT = (
    "/recherche", "/connexion", "/deconnexion", "/compte", "/comptes", "/mot-de-passe-oublie",
    "/demander-un-compte", "/tableau-de-bord", "/courriers", "/alerte", "/desabonnement",
    "/invitation", "/static", "/sitemap", "/robots.txt",
)  # fmt: skip
LAST_WORDS = ("nouveau", "nouvelle", "modifier")
SEARCH = "/recherche"


class NotACopy(ValueError):
    """The folder holds something that this program did not write; the message is for people."""


def export_site(folder: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write the copy, then put it in place by a rename; return how many addresses it holds.

    What was there stays whole until then. Raises NotACopy for a folder that is not a copy of ours.
    """
    folder = folder.absolute()
    if folder.exists() and not _is_ours(folder):
        raise NotACopy(
            _(
                "%(folder)s n’est pas une copie du site : choisissez un autre dossier.",
                folder=folder,
            )
        )
    fresh = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    fresh.mkdir(parents=True)
    try:
        (fresh / MARKER).write_text(address_of("/") + "\n", encoding="utf-8")
        count = _Copy(current_app._get_current_object(), fresh).write(progress)  # type: ignore
        _put_in_place(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return count


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))


def _put_in_place(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}.old")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


class _Copy:
    """One copy being written: what was read waits in its folder until every address is known."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.base = address_of("")
        self.client = app.test_client(use_cookies=False)
        # Address → file of the copy: its target's for one that leads elsewhere, "" for none.
        self.files: dict[str, str] = {}
        self.pages: list[str] = []

    def write(self, progress: Callable[[int], None] | None) -> int:
        """Read everything, then write it with the addresses of the copy."""
        waiting = deque(self._first())
        seen = set(waiting)
        while waiting:
            address = waiting.popleft()
            for found in self._read(address):
                if found not in seen and not _is_left(found):
                    seen.add(found)
                    waiting.append(found)
            if progress is not None:
                progress(len(self.files))
        shutil.copytree(str(self.app.static_folder), self.folder / "static", dirs_exist_ok=True)
        self._write_search()
        for address in self.pages:
            self._rewrite(address)
        return sum(1 for name in self.files.values() if name)

    @staticmethod
    def _first() -> Iterator[str]:
        yield from sitemaps.PAGES
        for part in sitemaps.parts():
            for whole, _day in sitemaps.addresses(part):
                yield whole.removeprefix(address_of(""))

    def _read(self, address: str) -> list[str]:
        """Keep what an address gives; return the addresses of this site that it names."""
        answer = self._ask(address)
        if answer.status_code in FOUND:
            target = local(answer.headers["Location"], self.base)
            self.files[address] = file_of(target) if target else ""
            return [target] if target else []
        if answer.status_code != 200:
            self.files[address] = ""
            return []
        self.files[address] = name = file_of(address, answer.mimetype)
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as out:
            out.writelines(answer.iter_encoded())
        if answer.mimetype != HTML:
            return []
        self.pages.append(address)
        return links_of(place.read_text(encoding="utf-8"), address, self.base)

    def _ask(self, address: str) -> TestResponse:
        # In a context of its own: a request made inside another's would share what it holds.
        return Context().run(self.client.get, address, base_url=address_of("/"), buffered=True)

    def _write_search(self) -> None:
        page = _search_page(self.app)
        self.files[SEARCH] = name = file_of(SEARCH)
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page, encoding="utf-8")
        self.pages.append(SEARCH)
        static_search.write(self.folder / "recherche", self.files)

    def _rewrite(self, address: str) -> None:
        name = self.files[address]
        place = self.folder / name

        def to(target: str) -> str:
            path, mark, fragment = target.partition("#")
            bare = path.partition("?")[0]
            if bare.startswith("/static/"):
                return relative(name, bare.lstrip("/"))
            query = path[len(bare) :] if bare == SEARCH else ""
            file = self.files.get(bare if bare == SEARCH else path, "")
            if not file or not (self.folder / file).is_file():
                return self.base + target
            return relative(name, file) + query + mark + fragment

        text = rewritten(place.read_text(encoding="utf-8"), address, self.base, to)
        place.write_text(text, encoding="utf-8")


def _is_left(address: str) -> bool:
    path = address.partition("?")[0]
    return path.startswith(LEFT) or path.rpartition("/")[2] in LAST_WORDS


def _search_page(app: Flask) -> str:
    with app.test_request_context(SEARCH, base_url=address_of("/")):
        return render_template("exchange/static_search.html", viewer=ANONYMOUS)
