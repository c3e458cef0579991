"""Markdown to safe HTML, within a bounded time: the only door from typed text to markup.

The parser is quadratic in several constructs (20,000 opening brackets took 84 seconds), so a text
is first weighed by counting its structure; what would cost too much is refused in words. No clock,
signal or thread takes part: the same text is accepted or refused on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import metadata
from xml.etree import ElementTree

import markdown
import nh3
from flask_babel import lazy_gettext as _l
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

MAX_LENGTH = 20_000
RENDERER_VERSION = f"1/{metadata.version('markdown')}/{metadata.version('nh3')}"

# Bounds of the weighing. Each was set so that the worst text under it, found by search, stays
# under a quarter of a second of processor time (tests/test_markdown.py keeps the corpus).
MAX_LINES = 2_000
MAX_DEPTH = 6
MAX_FENCES = 80
MAX_MARKS = 2_500
MAX_SCAN = 400_000
MAX_REPEATS = 1_000_000
# What one escape or code span becomes while the parser works.
PLACEHOLDER = 14

TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
ADDRESSES = ("http://", "https://", "mailto:")
REL = "nofollow noopener noreferrer ugc"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CONTAINERS = re.compile(r"(?:[ ]*(?:>|[-+*](?=[ ]|$)|\d+\.(?=[ ]|$)))+")
_CONTAINER = re.compile(r">|[-+*](?=[ ]|$)|\d+\.(?=[ ]|$)")
_FENCE = re.compile(r"(?:`{3,}|~{3,})")
_SPECIAL_LINE = re.compile(r"[ >]*(?:#|=+[ ]*$|[-_*][-_* ]*$|\[[^\]]*\]:)")
_MARK = re.compile(r"\*+|_+|[`\[\]|\\<&]|https?:")
_STASHED = re.compile(r"\\.|`+")
_TICKS = re.compile(r"`+")
# A person named in a text: `@Prénom-Nom`, at the start of a word.
MENTION = re.compile(r"(?<![\w@/.-])@(\w(?:[\w'’-]*\w)?)")


class MarkdownRefused(ValueError):
    """The text is too long or too intricate to be rendered; the message is for its author."""


@dataclass(frozen=True)
class Rendered:
    """Safe HTML and the renderer that made it, to be stored beside the source."""

    html: Markup
    renderer_version: str

    @property
    def version(self) -> str:
        """The renderer, as tables without a longer name call it."""
        return self.renderer_version


def render_markdown(text: str, *, mentions: Collection[str] = ()) -> Rendered:
    """Return the safe HTML of a text, its first heading level being h3; MarkdownRefused else.

    `mentions` are the names after `@` that are people's, as they stand in the text.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4)
    if not text.strip():
        return Rendered(Markup(""), RENDERER_VERSION)
    weigh(text)
    try:
        raw = _parser(mentions).convert(text)
    except RecursionError as error:
        raise MarkdownRefused(str(TOO_DEEP)) from error
    clean = nh3.clean(
        raw,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_only_whole_addresses,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
        set_tag_attribute_values={"th": {"scope": "col"}},
    )
    return Rendered(Markup(clean), RENDERER_VERSION)  # noqa: S704  cleaned just above


def plain_text(text: str | Markup) -> str:
    """Return the words of a text: Markup is read as HTML, any other string as Markdown.

    A text that cannot be rendered is given back as it was typed.
    """
    if not isinstance(text, Markup):
        try:
            text = render_markdown(text).html
        except MarkdownRefused:
            return text.strip()
    words = _Words()
    words.feed(str(text))
    words.close()
    lines = "".join(words.pieces).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def excerpt(text: str | Markup, most: int = 240) -> str:
    """Return the beginning of a text on one line, cut between words, at most `most` characters."""
    words = " ".join(plain_text(text).split())
    if len(words) <= most:
        return words
    cut = words[: most - 1].rsplit(" ", 1)[0] or words[: most - 1]
    return cut.rstrip(" ,;:.–-") + "…"


TOO_LONG = _l("Ce texte est trop long : %(most)s caractères au plus.", most="20\u202f000")
TOO_MANY_LINES = _l("Ce texte a trop de lignes : 2\u202f000 au plus.")
TOO_DEEP = _l("Ce texte imbrique trop de listes, de citations ou de mises en forme.")
TOO_MANY_FENCES = _l("Ce texte a trop de blocs de code (``` ou ~~~).")
TOO_MANY_MARKS = _l("Ce texte a trop de marques de mise en forme (* _ ` [ | \\) : simplifiez-le.")
UNCLOSED = _l("Ce texte a trop de crochets, de parenthèses ou d’accents graves non refermés.")
TOO_DENSE = _l("Un paragraphe de ce texte a trop de titres : ajoutez des lignes vides.")


def weigh(text: str) -> None:
    """Refuse, before parsing it, a text whose structure would cost too much."""
    if len(text) > MAX_LENGTH:
        raise MarkdownRefused(str(TOO_LONG))
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise MarkdownRefused(str(TOO_MANY_LINES))
    if any(_depth(line) > MAX_DEPTH for line in lines):
        raise MarkdownRefused(str(TOO_DEEP))
    if sum(1 for line in lines if _FENCE.match(line)) > MAX_FENCES:
        raise MarkdownRefused(str(TOO_MANY_FENCES))
    if sum(1 for _mark in _MARK.finditer(text)) > MAX_MARKS:
        raise MarkdownRefused(str(TOO_MANY_MARKS))
    scan = repeats = 0
    for block in re.split(r"\n[ >]*\n", text):
        grown = 1 + PLACEHOLDER * len(_STASHED.findall(block)) // (len(block) + 1)
        scan += grown * (_bracket_scan(block) + _tick_scan(block))
        repeats += len(block) * sum(1 for line in block.split("\n") if _SPECIAL_LINE.match(line))
        if scan > MAX_SCAN:
            raise MarkdownRefused(str(UNCLOSED))
        if repeats > MAX_REPEATS:
            raise MarkdownRefused(str(TOO_DENSE))


def _depth(line: str) -> int:
    indent = (len(line) - len(line.lstrip(" "))) // 4
    match = _CONTAINERS.match(line)
    # An indented line without a marker is code or a continuation, which nests nothing by itself.
    return indent + len(_CONTAINER.findall(match[0])) if match else 0


def _bracket_scan(block: str) -> int:
    """Count the characters the parser walks to find where brackets and addresses close."""
    cost, size, opened = 0, len(block), []
    for place, character in enumerate(block):
        if character == "[":
            opened.append(place)
        elif character == "]":
            if opened:
                cost += place - opened.pop()
            if block.startswith("(", place + 1):
                cost += _address_scan(block, place + 1, size)
    # What is never closed is walked to the end, once for each of the three kinds of links.
    return cost + sum(3 * (size - place) for place in opened)


def _address_scan(block: str, place: int, size: int) -> int:
    end = block.find(")", place)
    inside = block[place + 1 : end] if end >= 0 else ""
    if end < 0 or any(mark in inside for mark in "(\"'"):
        return 3 * (size - place)
    return end - place


def _tick_scan(block: str) -> int:
    """Count the characters the parser walks to find the end of code spans."""
    runs = [(run.start(), len(run[0])) for run in _TICKS.finditer(block)]
    pipes = block.count("|") * len(runs)
    if "\\`" not in block and len({length for _place, length in runs}) == 1 and len(runs) % 2 == 0:
        return len(block) + pipes
    # Runs of several lengths, or escaped ones, may each be walked to the end in search of a pair.
    return sum(len(block) - place for place, _length in runs) + pipes


def _only_whole_addresses(tag: str, attribute: str, value: str) -> str | None:
    if tag == "a" and attribute == "href" and not value.lower().startswith(ADDRESSES):
        return None
    return value


class _Words(HTMLParser):
    """Collect the words of a page, a line for each block and a space between cells."""

    LINES = frozenset({"p", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "tr", "br", "hr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.last = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line with a block, put a space before a cell."""
        self.last = tag
        self.pieces.append("\n" if tag in self.LINES else " " if tag in {"td", "th"} else "")

    def handle_endtag(self, tag: str) -> None:
        """End a line with a block."""
        self.last = tag
        self.pieces.append("\n" if tag in self.LINES else "")

    def handle_data(self, data: str) -> None:
        """Keep the words; the line ends between cells are not words."""
        if data.strip() or self.last not in {"td", "th"}:
            self.pieces.append(data)


class _BareAddress(InlineProcessor):
    """Make a link of an address typed as it is."""

    ANCESTOR_EXCLUDES = ("a",)
    PATTERN = r"(?<![\w/@.-])https?://[^\s<>\"\[\]()\x02\x03`|]+"

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        """Leave the punctuation that ends the sentence outside of the link."""
        address = m[0].rstrip(".,;:!?*_'’»…")
        element = ElementTree.Element("a", href=address)
        element.text = markdown.util.AtomicString(address)
        return element, m.start(), m.start() + len(address)


class _Mention(InlineProcessor):
    """Make people's names stand out; any other word after `@` stays as it is."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: markdown.Markdown, names: Collection[str]) -> None:
        super().__init__(MENTION.pattern, md)
        self.names = frozenset(names)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        """Give one mention, or leave the word alone."""
        if m[1] not in self.names:
            return None, None, None
        element = ElementTree.Element("strong")
        element.text = markdown.util.AtomicString(m[0])
        return element, m.start(), m.end()


class _Headings(Treeprocessor):
    """Nest headings under the page's h2: the outermost is h3, and no level is skipped."""

    def run(self, root: ElementTree.Element) -> None:
        """Rename each heading by how deep it stands among those before it, h6 at most."""
        open_levels: list[int] = []
        for element in root.iter():
            if len(element.tag) == 2 and element.tag[0] == "h" and element.tag[1].isdigit():
                level = int(element.tag[1])
                while open_levels and open_levels[-1] >= level:
                    open_levels.pop()
                open_levels.append(level)
                element.tag = f"h{min(6, len(open_levels) + 2)}"


class _House(Extension):
    """No raw HTML and no image: they are shown as typed; bare addresses; nested headings."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Take away what is not wanted, add what is."""
        md.preprocessors.deregister("html_block")
        for name in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_BareAddress(_BareAddress.PATTERN, md), "bare_address", 105)
        md.treeprocessors.register(_Headings(md), "headings", 5)


def _parser(mentions: Collection[str] = ()) -> markdown.Markdown:
    parser = markdown.Markdown(
        extensions=["tables", "sane_lists", "fenced_code", _House()], output_format="html"
    )
    if mentions:
        parser.inlinePatterns.register(_Mention(parser, mentions), "mention", 100)
    return parser
