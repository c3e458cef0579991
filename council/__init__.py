"""Conseil logiciels libres: the table of contents of the application."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from council import config
from council.access import refuse_undeclared_routes
from council.caching import init_caching
from council.extensions import init_extensions
from council.journal.worker import register_jobs
from council.organizations.visitor import init_visitor
from council.web import init_web

# The features, from the ground up: a feature's domain imports only those above it.
FEATURES = (
    "records",
    "journal",
    "accounts",
    "organizations",
    "software",
    "discussion",
    "needs",
    "introductions",
    "contributions",
    "reuses",
    "programs",
    "requests",
    "roadmap",
    "subjects",
    "meetings",
    "tally",
    "polls",
    "decisions",
    "chain",
    "search",
    "notifications",
    "exchange",
    "pages",
    "demo",
)


def assets_folder() -> Path:
    """Return where templates, static and migrations are: beside the package, or inside a wheel."""
    package = Path(__file__).resolve().parent
    beside = package.parent
    if (beside / "pyproject.toml").is_file() and (beside / "templates").is_dir():
        return beside
    return package / "_assets"


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Return the application, configured from the environment; opens no connection."""
    assets = assets_folder()
    app = Flask(
        __name__,
        template_folder=str(assets / "templates"),
        static_folder=str(assets / "static"),
    )
    app.config.from_mapping(config.load(environ))
    app.jinja_env.undefined = StrictUndefined
    proxies = app.config["COUNCIL_PROXY_COUNT"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, proxies)  # type: ignore
    load_models()
    init_extensions(app, str(assets / "migrations"))
    init_caching(app)
    init_visitor(app)
    init_web(app)
    for feature in FEATURES:
        # A feature's routes share one blueprint; long ones are split into views_<part>.py.
        for module in _modules(feature, *_parts(feature, "views"))[:1]:
            app.register_blueprint(module.bp)
        for module in _modules(feature, *_parts(feature, "jobs")):
            register_jobs(app, module)
    refuse_undeclared_routes(app)
    return app


def load_models() -> None:
    """Import every table, so that relationships across features resolve."""
    for feature in FEATURES:
        _modules(feature, *_parts(feature, "models"))


def _parts(feature: str, name: str) -> list[str]:
    package = Path(__file__).resolve().parent / feature
    return [name, *sorted(path.stem for path in package.glob(f"{name}_*.py"))]


def _modules(feature: str, *names: str) -> list[Any]:
    package = Path(__file__).resolve().parent / feature
    return [
        import_module(f"council.{feature}.{name}")
        for name in names
        if (package / f"{name}.py").is_file()
    ]
