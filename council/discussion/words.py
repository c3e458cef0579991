"""What is typed in a comment: names after `@`, words quoted from another comment."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup

from council.markdown import MENTION, MarkdownRefused, render_markdown

# What is quoted of a comment at most, so that an answer has room left.
MOST_QUOTED = 1000

_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_QUOTE = re.compile(r" {0,3}>")


def handle_of(name: str) -> str:
    """Return how a person is mentioned: « Ana Agent-Fictif » is @Ana-Agent-Fictif."""
    return re.sub(r"[^\w'’]+", "-", name).strip("-'’")


def handle_key(handle: str) -> str:
    """Return what two spellings of one name share: no case, no accent, one apostrophe."""
    decomposed = unicodedata.normalize("NFKD", handle.casefold().replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def handles_in(body: str) -> list[str]:
    """Return the names after `@` in a text, each once, in order; neither in code nor in quotes."""
    own = "\n".join(line for line in body.split("\n") if not _QUOTE.match(line))
    return list(dict.fromkeys(found[1] for found in MENTION.finditer(_CODE.sub(" ", own))))


def is_likely_name(handle: str) -> bool:
    """Say whether a word after `@` was meant for a person: two words, or a capital."""
    return "-" in handle or handle[:1].isupper()


def quote(body: str) -> str:
    """Return a comment's own words as a quote to answer; what it quotes itself is left out."""
    own = [line for line in body.split("\n") if not _QUOTE.match(line)]
    text = "\n".join(own).strip()
    if len(text) > MOST_QUOTED:
        text = text[:MOST_QUOTED].rsplit(" ", 1)[0] + " […]"
    return "".join(f"> {line}".rstrip() + "\n" for line in text.split("\n")) + "\n"


def own_words(body: str) -> str:
    """Return a text without its quotes."""
    return "\n".join(line for line in body.split("\n") if not _QUOTE.match(line)).strip()


def without_quotes(body: str) -> Markup:
    """Return the HTML of a text without its quotes."""
    try:
        return render_markdown(own_words(body)).html
    except MarkdownRefused:
        return Markup()
