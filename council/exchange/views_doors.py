"""What machines read first: the catalogue of the files, the map of the site, what to leave."""

from __future__ import annotations

import json

from flask import Response, abort, render_template, url_for

from council.access import public
from council.exchange import sitemaps
from council.exchange.catalogue import catalogue
from council.exchange.datasets_decisions import address_of
from council.exchange.views import bp, published_files

# Searches and forms have no end; what they lead to is in the map of the site.
LEFT = ("/recherche", "/connexion", "/comptes/", "/*/nouveau", "/*/nouvelle")


@bp.get("/catalogue.jsonld")
@public
def catalogue_file():
    """Give the catalogue of the files as DCAT."""
    text = json.dumps(catalogue(published_files()), ensure_ascii=False, indent=1)
    return Response(text + "\n", content_type="application/ld+json; charset=utf-8")


@bp.get("/sitemap.xml")
@public
def site_map():
    """List the files of addresses."""
    parts = sitemaps.parts()
    page = render_template("exchange/sitemap_index.xml", parts=parts, address_of=address_of)
    return Response(page, mimetype="application/xml")


@bp.get("/sitemap-<int(max=1000000):part>.xml")
@public
def site_map_part(part: int):
    """List addresses: those of lists in part 0, then those of records."""
    if part == 0:
        found = [(address_of(path), "") for path in sitemaps.PAGES]
    else:
        found = list(sitemaps.addresses(part)) or abort(404)
    return Response(
        render_template("exchange/sitemap.xml", addresses=found), mimetype="application/xml"
    )


@bp.get("/robots.txt")
@public
def robots():
    """Say what is not worth reading, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in LEFT)]
    lines += ["", f"Sitemap: {address_of(url_for('exchange.site_map'))}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
