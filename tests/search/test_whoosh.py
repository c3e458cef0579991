"""A Whoosh index on real files: whatever happens to them, searches answer and say so."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import warnings
from pathlib import Path

import pytest

from council.search.whoosh import WhooshEngine
from tests.search.documents import FIXTURES
from tests.search.test_engine import found, unusable


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """An index of the documents of the contract, in a folder of its own."""
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(FIXTURES)
    return made


def test_folder_is_closed_to_others(engine: WhooshEngine) -> None:
    assert engine.store.folder.stat().st_mode & 0o777 == 0o700
    assert [p.stat().st_mode & 0o777 for p in engine.store.folder.glob("index-*")] == [0o700]


def test_missing_build(engine: WhooshEngine) -> None:
    shutil.rmtree(next(engine.store.folder.glob("index-*")))
    unusable(WhooshEngine(engine.store.folder), "missing")


@pytest.mark.parametrize("text", ["", "../etc", "\xff", "index-none/../.."])
def test_broken_pointer(engine: WhooshEngine, text: str) -> None:
    (engine.store.folder / "current").write_text(text, encoding="latin-1")
    unusable(engine, "broken")


@pytest.mark.parametrize("pattern", ["*.toc", "*.seg"])
@pytest.mark.parametrize("keep", [0, 10, 0.5])
def test_truncated_files(
    engine: WhooshEngine, pattern: str, keep: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in engine.store.folder.glob(f"index-*/{pattern}"):
        os.truncate(path, int(path.stat().st_size * keep) if keep < 1 else int(keep))
    # The library leaves open the files that it could not read: they are collected here, and no
    # log record keeps them for later.
    monkeypatch.setattr(logging.getLogger("council.search.whoosh"), "disabled", True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        unusable(WhooshEngine(engine.store.folder), "broken")
        gc.collect()


def test_files_gone_under_an_open_index(engine: WhooshEngine) -> None:
    assert found(engine, "souveraine") == [1]
    shutil.rmtree(engine.store.folder)
    unusable(engine, "missing")


def test_a_build_that_fails_leaves_no_folder(engine: WhooshEngine) -> None:
    with pytest.raises(ZeroDivisionError):
        engine.rebuild(1 // 0 for _ in FIXTURES)
    assert len(list(engine.store.folder.glob("index-*"))) == 1
