"""Typed text becomes safe HTML within a quarter of a second, or is refused in words."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from council.markdown import (
    MAX_LENGTH,
    TAGS,
    MarkdownRefused,
    excerpt,
    plain_text,
    render_markdown,
)

SECONDS = 0.25

# Repeated until the limit, each of these made the parser slow, deep or wrong at some time.
UNITS = (
    "[", "![", "](", "[](", "[a](", "[a](<b", "[a]: b\n", "[a]:\n", "[a]: b\n'c'\n", "[[a]",
    "[a](b)", '[a](b "', "[a](()", "[a](((", "[a][b]", "[a]\n[b]: c\n", "> ", ">", ">\n>>\n",
    "> - ", "- > ", "> # a\n", ">    - a\n", "`", "`a", "``a`", "``a```a", "\\`", "\\``a",
    "\\``http://a ", "+\\`[", "*", "**", "_", "*a", "**a", "*a**b", "**a*b", "*a_", "a* b*",
    "*a _b ", "_a *b ", "***a ", "*a** * ", "* ", "- ", "- a\n", "- a\n\n", "- a\n    - b\n",
    "- a\n\n    b\n\n", "1. ", "1. a\n", "1. a\n\n", "- - ", "-\t", "# a\n", "#", "##\n", "\\#",
    "#\\", "- # a\n", "a\n=\n", "a\n-\n", "&#_a\n=\n", "---\n", "_ _ _ _a\n", "|", "|a", "|`",
    "\\|", "a|b\n-|-\n", "-|-\n", "\\", "\\\\", "<", "<a", "<a@", "<http://", "<!--", "&", "&#1;",
    "&amp;", "```\n", "~~~\n", "```a\n", "``` {a}\n", '```hl_lines="', "-#\\``` {a}\n", "    a\n",
    "\t", "    \n\n", " \n", "\n", "a  \n", "http://", "https://a.b/c_d ", "a@b.c", "\x02",
    "\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "é", "🙂", "\u202e", "- a\n---\n>\n>>\n",
)  # fmt: skip


def accepted(text: str) -> str | None:
    """Return the longest beginning of a text, by halves, that is not refused."""
    while text:
        try:
            render_markdown(text)
        except MarkdownRefused:
            text = text[: len(text) * 2 // 3]
        else:
            return text
    return None


def seconds(text: str) -> float:
    """Return the processor time of the fastest of three renderings."""
    times = []
    for _attempt in range(3):
        start = time.thread_time()
        render_markdown(text)
        times.append(time.thread_time() - start)
        if times[-1] < SECONDS / 2:
            break
    return min(times)


@pytest.mark.parametrize("unit", UNITS)
def test_the_costliest_accepted_texts_render_in_time(unit):
    text = (unit * MAX_LENGTH)[:MAX_LENGTH]
    start = time.thread_time()
    kept = accepted(text)
    assert kept, "at least a short beginning renders"
    assert time.thread_time() - start < 4 * SECONDS
    assert seconds(kept) < SECONDS


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(UNITS), st.integers(1, 4000)), min_size=1, max_size=4))
def test_mixtures_render_in_time_or_are_refused(parts):
    text = "".join(unit * count for unit, count in parts)[:MAX_LENGTH]
    try:
        render_markdown(text)
    except MarkdownRefused as refusal:
        assert "ce texte" in str(refusal).lower() and str(refusal).endswith(".")
    else:
        assert seconds(text) < SECONDS


class Seen(HTMLParser):
    """Note every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def seen(html: str) -> Seen:
    """Parse what a browser would."""
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


def assert_safe(html: str) -> None:
    found = seen(html)
    assert found.tags <= TAGS
    for tag, name, value in found.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start"), ("th", "scope")}
        if name == "href":
            assert value.lower().startswith(("http://", "https://", "mailto:"))
        if name == "rel":
            assert value == "nofollow noopener noreferrer ugc"


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://exemple.invalid/x.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHN2Zz4=)",
    "[x](//exemple.invalid)",
    "[x](/\\exemple.invalid)",
    "[x](vbscript:a)",
    '[x](https://exemple.invalid "onmouseover=alert(1)")',
    '[x](https://exemple.invalid"onmouseover=alert(1))',
    "<https://exemple.invalid/\"onclick='a'>",
    "<a href='https://exemple.invalid' id=x class=y name=z style='color:red'>x</a>",
    "<javascript://a%0aalert(1)>",
    "<!--[if IE]><script>a</script><![endif]-->",
    "<?php a ?>",
    "<svg><style><img src=x onerror=a></style></svg>",
    '``` x" onclick="a\n<b>\n```',
    "\x02klzzwxh:0000\x03\x02wzxhzdk:0\x03",
    "[a]\n\n[a]: javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_passes(text):
    assert_safe(render_markdown(text).html)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(UNITS + HOSTILE), st.text(max_size=20)), max_size=12).map(
        "".join
    )
)
def test_whatever_is_typed_comes_out_safe(text):
    try:
        html = render_markdown(text).html
    except MarkdownRefused:
        return
    assert_safe(html)
    assert isinstance(plain_text(html), str)


def test_headings_begin_at_the_third_level():
    html = render_markdown("# Un\n\n## Deux\n\n##### Cinq\n\nSix\n===").html
    assert html == "<h3>Un</h3>\n<h4>Deux</h4>\n<h5>Cinq</h5>\n<h3>Six</h3>"


def test_headings_skip_no_level():
    html = str(render_markdown("## Motifs\n\n## Suite\n\n#### Détail").html).strip()
    assert html == "<h3>Motifs</h3>\n<h3>Suite</h3>\n<h4>Détail</h4>"


def test_raw_html_and_images_are_shown_as_typed():
    assert "&lt;b&gt;gras&lt;/b&gt;" in render_markdown("<b>gras</b>").html
    assert "![alt](" in render_markdown("![alt](x.png)").html


def test_a_bare_address_becomes_a_link_without_the_end_of_the_sentence():
    html = render_markdown("Voir https://exemple.invalid/a_b_c. Et (https://exemple.invalid).").html
    assert '<a href="https://exemple.invalid/a_b_c" ' in html
    assert ">https://exemple.invalid/a_b_c</a>. Et (" in html
    assert ">https://exemple.invalid</a>)." in html


def test_ordinary_structures_are_kept():
    text = (
        "3. trois\n4. quatre\n\n| a | b |\n|---|---|\n| 1 | `x|y` |\n\n```\nx < y\n```\n\n"
        "> cité\n\n<moi@exemple.invalid>"
    )
    html = render_markdown(text).html
    for piece in (
        '<ol start="3">', '<th scope="col">a</th>', "<td><code>x|y</code></td>", "x &lt; y",
        "<blockquote>", 'href="mailto:moi@exemple.invalid"',
    ):  # fmt: skip
        assert piece in html


def test_a_long_ordinary_text_is_accepted():
    paragraph = (
        "Un **paragraphe** ordinaire avec un [lien](https://exemple.invalid/a), du `code` et "
        "une liste :\n\n- premier [point](https://exemple.invalid/b) ;\n- second point.\n\n"
        "## Un intertitre\n\n"
    )
    text = (paragraph * 200)[:MAX_LENGTH]
    assert seconds(text) < SECONDS


def test_the_limit_is_told_in_characters():
    render_markdown("é" * MAX_LENGTH)
    with pytest.raises(MarkdownRefused, match="20\u202f000 caractères"):
        render_markdown("é" * (MAX_LENGTH + 1))


def test_the_renderer_names_itself():
    assert 3 < len(render_markdown("a").renderer_version) <= 20
    assert isinstance(render_markdown("a").html, Markup)


def test_plain_text_keeps_words_and_lines():
    text = (
        "# Titre\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- é &amp; <b>\n- [lien](https://a.invalid)"
    )
    assert plain_text(text) == "Titre\na b\n1 2\né & <b>\nlien"
    assert plain_text(Markup("<p>a<br>b</p><p>c</p>")) == "a\nb\nc"
    assert plain_text("[" * 5000) == "[" * 5000


def test_an_excerpt_is_cut_between_words():
    assert excerpt("Un *texte* court.") == "Un texte court."
    assert excerpt("mot " * 100, 20) == "mot mot mot mot…"
    assert len(excerpt("x" * 500, 40)) == 40
