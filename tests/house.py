"""The rules of the house, read from the source: each check takes a tree and yields its violations.

Only the standard library: a check must not depend on what it checks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# From the ground up: a feature's domain imports only itself and the features before it.
ORDER = (
    "records", "journal", "accounts", "organizations", "software", "discussion", "needs",
    "introductions", "contributions", "reuses", "programs", "requests", "roadmap", "subjects",
    "meetings", "tally", "polls", "decisions", "chain", "search", "notifications", "exchange",
    "pages", "demo",
)  # fmt: skip
INSIDE = ("models", "queries", "policies", "steps", "actions", "forms", "views")
# What stands above the whole domain: pages, forms, the worker's jobs, commands.
FACES = ("forms", "views", "faces", "jobs", "commands", "visitor", "story")
BASE = ("access", "clock", "config", "extensions", "fetch", "forms", "markdown", "transactions")
DECORATORS = {"action", "quiet_action"}
LONGEST_FILE = 400
LONGEST_VIEW = 25
LONGEST_HELPER = 30


def modules(root: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """Yield every module of the package: dotted name, path, tree."""
    for path in sorted((root / "council").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, path, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module, known: set[str]) -> set[str]:
    """Return the modules of ours that a module imports, those for type checking left out."""
    found: set[str] = set()
    typed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            typed.update(inner for part in node.body for inner in ast.walk(part))
    for node in ast.walk(tree):
        if node in typed:
            continue
        if isinstance(node, ast.Import):
            found.update(a.name for a in node.names if a.name.startswith("council"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("council"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else str(node.module))
    return found


def graph(root: Path) -> dict[str, set[str]]:
    """Return what each module of ours imports of ours."""
    listed = list(modules(root))
    known = {name for name, _, _ in listed}
    return {name: imports(tree, known) - {name} for name, _, tree in listed}


def kind_of(module: str) -> str | None:
    """Return which file of a feature a module is (`own_views` is views), None for the others."""
    parts = module.split(".")
    if len(parts) < 3:
        return None
    stem = parts[2]
    for kind in (*INSIDE, *FACES):
        if stem == kind or stem.endswith(f"_{kind}") or stem.startswith(f"{kind}_"):
            return kind
    return None


def feature_of(module: str) -> str | None:
    """Return the feature a module belongs to, None for the base."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ORDER else None


def floors_inside(root: Path) -> Iterator[str]:
    """In a feature: models → queries → policies → steps → actions → forms → views, never up."""
    links = graph(root)
    for module in links:
        kind = kind_of(module)
        if kind not in INSIDE:
            continue
        for other in _reached(module, links):
            above = kind_of(other)
            if above in INSIDE and INSIDE.index(above) > INSIDE.index(kind):
                yield f"{module} imports {other}, which stands above it"


def _reached(module: str, links: dict[str, set[str]]) -> set[str]:
    # Through the feature's other modules too, so that one of them is no way around.
    feature, seen, waiting = feature_of(module), set[str](), [module]
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if feature_of(other) == feature and other not in seen:
                seen.add(other)
                if kind_of(other) not in INSIDE:
                    waiting.append(other)
    return seen


def floors_between(root: Path) -> Iterator[str]:
    """A feature's domain imports only features before it; the tally imports nothing of ours."""
    for module, others in graph(root).items():
        feature = feature_of(module)
        if feature is None:
            if module.split(".")[-1] in BASE:
                for other in sorted(others):
                    if feature_of(other):
                        yield f"{module} is the base and imports {other}"
            continue
        if kind_of(module) in FACES:
            continue
        for other in sorted(others):
            above = feature_of(other)
            if feature == "tally" and above != "tally":
                yield f"{module} imports {other}: the tally imports nothing of ours"
            elif above is not None and ORDER.index(above) > ORDER.index(feature):
                yield f"{module} imports {other}, a feature above it"


def faces(root: Path) -> Iterator[str]:
    """A view imports no other feature's view, and runs actions of its own feature only."""
    for module, others in graph(root).items():
        feature = feature_of(module)
        if kind_of(module) not in {"views", "forms"} or feature is None:
            continue
        for other in sorted(others):
            if feature_of(other) in {None, feature}:
                continue
            if kind_of(other) in {"views", "actions"}:
                yield f"{module} imports {other}"


def domain_without_faces(root: Path) -> Iterator[str]:
    """Nothing of the domain imports a form, a view, a job or a command."""
    for module, others in graph(root).items():
        if feature_of(module) is None or kind_of(module) in FACES:
            continue
        for other in sorted(others):
            if feature_of(other) and kind_of(other) in FACES:
                yield f"{module} imports {other}"


def commits(root: Path) -> Iterator[str]:
    """Only transactions.py commits."""
    for module, _path, tree in modules(root):
        if module == "council.transactions":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if node.func.attr == "commit" and owner.split(".")[-1].startswith("session"):
                    yield f"{module}:{node.lineno} commits"


def writes_in_faces(root: Path) -> Iterator[str]:
    """A view or a form writes nothing by itself."""
    verbs = {"add", "add_all", "delete", "flush", "merge", "execute"}
    for module, _path, tree in modules(root):
        if kind_of(module) not in {"views", "forms"}:
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or node.attr not in verbs:
                continue
            if ast.unparse(node.value).endswith("db.session"):
                yield f"{module}:{node.lineno} {ast.unparse(node)}"


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions at the top of a module."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node


def _decorators(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(d).split("(")[0].split(".")[-1] for d in function.decorator_list}


def _called(function: ast.FunctionDef) -> set[str]:
    return {
        ast.unparse(node.func).split(".")[-1]
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }


def actions(root: Path) -> Iterator[str]:
    """A verb is one @action that journals, touches no request and calls no other action."""
    for module, _path, tree in modules(root):
        if kind_of(module) != "actions":
            continue
        verbs = {f.name for f in functions(tree) if _decorators(f) & DECORATORS}
        borrowed = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and kind_of(node.module or "") == "actions"
            for alias in node.names
        }
        writers = _journal_writers(tree)
        for name in sorted(_request_names(tree)):
            yield f"{module} imports {name}"
        for function in functions(tree):
            where = f"{module}.{function.name}"
            if not function.name.startswith("_") and function.name not in verbs:
                yield f"{where} is public and no action"
            for called in sorted(_called(function) & (verbs | borrowed) - {function.name}):
                if function.name in verbs:
                    yield f"{where} calls the action {called}"
            if "action" in _decorators(function) and not _called(function) & writers:
                yield f"{where} writes no journal entry"


def _journal_writers(tree: ast.Module) -> set[str]:
    # write_entry, and the module's own private functions that end in it.
    writers = {"write_entry"}
    for _ in range(3):
        writers |= {
            f.name for f in functions(tree) if f.name.startswith("_") and _called(f) & writers
        }
    return writers


def _request_names(tree: ast.Module) -> set[str]:
    forbidden = {"request", "session", "current_user", "g"}
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "") in {"flask", "flask_login"}
        for alias in node.names
        if alias.name in forbidden
    }


def fetches(root: Path) -> Iterator[str]:
    """Only the worker's jobs go out to the web: a request never waits for a stranger."""
    for module, others in graph(root).items():
        if "council.fetch" in others and kind_of(module) != "jobs":
            yield f"{module} fetches"


def long_views(root: Path) -> Iterator[str]:
    """A route loads, checks, fills a form, runs an action, redirects: 25 lines are enough."""
    for module, _path, tree in modules(root):
        if kind_of(module) == "views":
            for function in functions(tree):
                length = (function.end_lineno or 0) - function.lineno + 1
                if length > (LONGEST_VIEW if function.decorator_list else LONGEST_HELPER):
                    yield f"{module}.{function.name} has {length} lines"


def long_files(root: Path) -> Iterator[str]:
    """A file that is too long holds two subjects."""
    for folder in ("council", "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            length = len(path.read_text(encoding="utf-8").splitlines())
            if length > LONGEST_FILE:
                yield f"{path.relative_to(root)} has {length} lines"


def undocumented(root: Path) -> Iterator[str]:
    """Every module, public class and public function says what it guarantees."""
    for module, _path, tree in modules(root):
        if not ast.get_docstring(tree):
            yield module
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in [*tree.body, *(inner for outer in classes for inner in outer.body)]:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            setter = isinstance(node, ast.FunctionDef) and "setter" in _decorators(node)
            if not ast.get_docstring(node) and not setter:
                yield f"{module}.{node.name}"


def forbidden_words(root: Path) -> Iterator[str]:
    """No Model.query, no backref, no tuple choices, no mocks of our own code."""
    for module, _path, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "backref":
                yield f"{module}:{node.value.lineno} backref"
            if isinstance(node, ast.Attribute) and node.attr == "query":
                name = ast.unparse(node.value)
                if re.fullmatch(r"[A-Z]\w*|db\.session", name):
                    yield f"{module}:{node.lineno} {name}.query"
    for path in sorted((root / "tests").rglob("*.py")):
        if re.search(r"^\s*(import|from) (unittest\.mock|mock)\b", path.read_text("utf-8"), re.M):
            yield f"{path.relative_to(root)} mocks"


MACRO_CALLS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
INLINE = {
    "|safe": re.compile(r"\|\s*safe\b"),
    # A block of data is not run, and the policy of pages lets it be.
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)[^>]*>", re.I
    ),
    "inline style": re.compile(r"<style\b|\sstyle\s*=\s*[\"']", re.I),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']|javascript:", re.I),
}


def templates(root: Path) -> Iterator[str]:
    """No |safe; no script, style or handler inside a page (mails have no stylesheet to link)."""
    for path in sorted((root / "templates").rglob("*")):
        if not path.is_file():
            continue
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        for name, pattern in INLINE.items():
            if name == "inline style" and "emails" in path.parts:
                continue
            if pattern.search(text if name == "|safe" else MACRO_CALLS.sub("", text)):
                yield f"{path.relative_to(root)}: {name}"


# Written in pieces, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:wo" + "rk|ro" + r"ot)/\w",
            r"/t" + r"mp/\w",
            "py" + r"pi\.org",
            "python" + "hosted",
            "registry" + r"\.npm",
            "debian" + r"\.org/debian",
        ]
    )
)


def machine_words(root: Path, files: list[str]) -> Iterator[str]:
    """No path of one machine and no address of a package registry in what is committed."""
    for name in files:
        path = root / name
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE.search(line):
                yield f"{name}:{number} {line.strip()[:80]}"


CHECKS = (
    floors_inside,
    floors_between,
    faces,
    domain_without_faces,
    commits,
    writes_in_faces,
    actions,
    fetches,
    long_views,
    long_files,
    undocumented,
    forbidden_words,
    templates,
)
