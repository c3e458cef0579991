"""Texts made to be slow to render: shapes, each filled at random to exactly the longest length.

`python -m tests.markdown_bombs [SEEDS]` renders them all in this process, alone, and prints the
slowest; the time is the processor's, so that a busy machine does not count.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable

LENGTH = 20_000
SECONDS = 0.25

Shape = Callable[[random.Random], str]
SHAPES: dict[str, Shape] = {}
LETTERS = "abcdefghijklmnopqrstuvwxyzéàœ"
MARKS = ("*", "_", "**", "__", "***", "`", "``", "[", "]", "(", ")", "<", ">", "&", "\\", "|", "!")


def shape(function: Shape) -> Shape:
    """Keep a shape under its name."""
    SHAPES[function.__name__] = function
    return function


def filled(piece: Callable[[int], str]) -> str:
    """Return pieces one after the other, cut at exactly the longest length."""
    parts, size, number = [], 0, 0
    while size < LENGTH:
        part = piece(number) or " "
        parts.append(part)
        size += len(part)
        number += 1
    return "".join(parts)[:LENGTH]


def word(rng: random.Random, most: int = 8) -> str:
    """Return a random word."""
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, most)))


def around(opening: str, closing: str, inside: str = "a") -> str:
    """Return a text nested as deep as it can be, closed."""
    depth = (LENGTH - len(inside)) // (len(opening) + len(closing))
    text = opening * depth + inside + closing * depth
    return text + "." * (LENGTH - len(text))


def _nested(name: str, opening: str, closing: str) -> None:
    SHAPES[f"nested_{name}"] = lambda _rng: around(opening, closing)


def _repeated(name: str, *units: str) -> None:
    SHAPES[f"repeated_{name}"] = lambda rng: filled(lambda _n: rng.choice(units))


for _name, _opening, _closing in (
    ("brackets", "[", "]"),
    ("links", "[", "](a)"),
    ("images", "![", "](a)"),
    ("references", "[", "][b]"),
    ("parentheses", "[a](", ")"),
    ("angles", "<", ">"),
    ("stars", "*", "*"),
    ("double_stars", "**", "**"),
    ("underscores", "_", "_"),
    ("stars_and_underscores", "*_", "_*"),
    ("spaced_stars", "*a ", " a*"),
    ("strong_em", "**a*", "*a**"),
    ("code", "`a", "a`"),
    ("code_of_many", "``a`", "`a``"),
    ("quoted_titles", '[a](b "', '")'),
    ("html", "<b>", "</b>"),
    ("html_divs", "<div>\n", "</div>\n"),
    ("comments", "<!--", "-->"),
    ("quote_and_list", "> - ", "\n"),
    ("brackets_and_stars", "[*", "*]"),
    ("brackets_and_code", "[`", "`]"),
    ("autolinks", "<http://a.b/", ">"),
    ("escapes", "\\[", "\\]"),
):
    _nested(_name, _opening, _closing)

for _name, *_units in (
    ("open_brackets", "["),
    ("open_links", "[a](", "[a](<"),
    ("broken_titles", '[a](b "', "[a](b '"),
    ("short_links", "[a](b)", "[a][b]", "[a]"),
    ("images", "![a](b)", "![a][b]", "!["),
    ("definitions", "[a]: b\n", "[b]: <c> 'd'\n", "[c]:\n  d\n"),
    ("definitions_without_end", "[a]:\n", "[a]: <", '[a]: b "\n'),
    ("used_definitions", "[a]\n", "[a]: b\n"),
    ("ticks", "`", "``", "``` "),
    ("odd_ticks", "`a", "``a`"),
    ("escaped_ticks", "\\`", "\\``a"),
    ("stars", "*a", "*a ", "**a"),
    ("stars_both_sides", "*a*", "**a**"),
    ("underscores", "_a", "_a_", "__a"),
    ("mixed_emphasis", "*a_", "_a*", "**a_b"),
    ("triples", "***a", "*a**b***"),
    ("quotes", "> ", ">"),
    ("quote_lines", "> a\n", ">> a\n", "\n"),
    ("lazy_quotes", "> a\nb\n"),
    ("lists", "- a\n", "* a\n", "+ a\n"),
    ("loose_lists", "- a\n\n", "1. a\n\n"),
    ("numbers", "1. a\n", "2) a\n", "999999. a\n"),
    ("list_markers", "- ", "* ", "1. "),
    ("list_of_code", "- a\n\n        b\n\n"),
    ("list_of_quotes", "- > a\n", "  > b\n"),
    ("headings", "# a\n", "###### a\n", "#\n"),
    ("underlined", "a\n=\n", "a\n-\n"),
    ("underlined_long", "a\n====\n", "aaaa\n----\n"),
    ("rules", "---\n", "* * *\n", "___\n"),
    ("table_rows", "|a|b|\n", "|-|-|\n"),
    ("tables", "a|b\n-|-\n1|2\n\n"),
    ("wide_tables", "|", "-|"),
    ("table_codes", "|`a|b`", "|`", "\\|"),
    ("fences", "```\n", "~~~\n"),
    ("open_fences", "```a\n", "~~~ b\n"),
    ("fences_with_options", '``` {a="b"}\n', '```hl_lines="1'),
    ("indented_code", "    a\n", "\ta\n"),
    ("entities", "&amp;", "&#1;", "&#x41;", "&"),
    ("broken_entities", "&#", "&a", "&#x"),
    ("tags", "<b>", "<i a='", "</b>"),
    ("broken_tags", "<a", "<a ", "<!", "<?"),
    ("comments", "<!--", "--", "<!-- a -->"),
    ("processing", "<?a", "?>", "<![CDATA["),
    ("addresses", "http://a.b/c ", "https://a_b*c "),
    ("glued_addresses", "http://", "https://a"),
    ("mails", "a@b.c ", "<a@b.c>"),
    ("breaks", "a  \n", "a\\\n"),
    ("backslashes", "\\", "\\\\", "\\*"),
    ("blank_lines", "\n", " \n", "\t\n"),
    ("stash_marks", "\x02klzzwxh:0\x03", "\x02", "\x03"),
    ("wide_letters", "🙂", "\u202e", "\u0301", "é"),
):
    _repeated(_name, *_units)


@shape
def mixed_marks(rng: random.Random) -> str:
    """Marks of every kind, with a word now and then."""
    return filled(lambda _n: rng.choice(MARKS) if rng.random() < 0.7 else word(rng))


@shape
def sparse_marks(rng: random.Random) -> str:
    """Few marks in much text, so that what counts marks lets it through."""
    return filled(lambda _n: rng.choice(MARKS) if rng.random() < 0.12 else word(rng) + " ")


@shape
def lines_of_any_kind(rng: random.Random) -> str:
    """Lines that each begin a block of another kind."""
    starts = ("> ", "- ", "1. ", "# ", "    ", "|", "```", "[a]: ", "=", "---", "", "  - ", "\t")
    return filled(lambda _n: rng.choice(starts) + word(rng, 12) + "\n" * rng.randint(1, 2))


@shape
def stairs_of_lists(rng: random.Random) -> str:
    """Lists deeper at each line, up and down."""
    return filled(lambda n: "    " * (n % rng.randint(2, 7)) + rng.choice(("- ", "1. ")) + "a\n")


@shape
def stairs_of_quotes(rng: random.Random) -> str:
    """Quotes deeper at each line, up and down."""
    return filled(lambda n: ">" * (1 + n % rng.randint(2, 7)) + " " + word(rng) + "\n")


@shape
def few_long_paragraphs(rng: random.Random) -> str:
    """Long paragraphs that each leave marks open."""
    return filled(lambda _n: rng.choice(MARKS) + " ".join(word(rng) for _ in range(120)) + "\n\n")


@shape
def links_with_text_between(rng: random.Random) -> str:
    """Links of every form at random distances, some never closed."""
    forms = (
        "[{0}]({0})",
        "[{0}][{0}]",
        "[{0}",
        "[{0}](<{0}",
        '[{0}]({0} "{0}',
        "![{0}]({0})",
        "{0}](",
    )
    return filled(lambda _n: rng.choice(forms).format(word(rng)) + " " * rng.randint(0, 30))


@shape
def ticks_of_every_length(rng: random.Random) -> str:
    """Runs of ticks that look for a pair of their own length."""
    return filled(lambda _n: "`" * rng.randint(1, 12) + word(rng, 20))


@shape
def emphasis_at_random(rng: random.Random) -> str:
    """Runs of stars and underscores at random distances."""
    return filled(
        lambda _n: rng.choice("*_") * rng.randint(1, 4) + word(rng, 6) + rng.choice(("", " "))
    )


@shape
def wide_table(rng: random.Random) -> str:
    """One table of as many columns as the text allows."""
    columns = rng.randint(200, 2_000)
    head = (
        "|".join("a" for _ in range(columns)) + "\n" + "|".join("-" for _ in range(columns)) + "\n"
    )
    return (head + filled(lambda _n: rng.choice(("a|", "`|", "\\||", "|"))))[:LENGTH]


@shape
def paragraphs_with_headings(rng: random.Random) -> str:
    """Paragraphs broken by headings that have no blank line around."""
    return filled(lambda _n: word(rng, 30) + rng.choice(("\n# a\n", "\n===\n", "\n---\n", "\n")))


@shape
def two_shapes(rng: random.Random) -> str:
    """The first half of a shape, the second half of another."""
    one, other = rng.sample([s for name, s in sorted(SHAPES.items()) if name != "two_shapes"], 2)
    return one(rng)[: LENGTH // 2] + other(rng)[LENGTH // 2 :]


@shape
def three_shapes_in_turn(rng: random.Random) -> str:
    """Slices of three shapes, one after the other."""
    chosen = rng.sample([s for n, s in sorted(SHAPES.items()) if "shapes" not in n], 3)
    texts = [one(rng) for one in chosen]
    size = rng.randint(20, 400)
    return filled(lambda n: texts[n % 3][n * size % LENGTH :][:size])


def beginnings(text: str) -> list[str]:
    """Return a text and its beginnings: the longest that is accepted is the costliest."""
    return [text[: int(LENGTH * 0.85**step)] for step in range(20)]


def main(seeds: int) -> int:
    """Render every shape; print the slowest as JSON; 1 when one is above the bound."""
    from council.markdown import MarkdownRefused, render_markdown

    render_markdown("- *chaud* [a](b)\n\n|a|\n|-|\n")
    times: list[tuple[float, str, int, int]] = []
    refused = 0
    for seed in range(seeds):
        for name, make in sorted(SHAPES.items()):
            text = make(random.Random(f"{name}:{seed}"))
            assert len(text) == LENGTH, (name, len(text))
            for beginning in beginnings(text):
                best = float("inf")
                try:
                    for _attempt in range(5):
                        start = time.process_time()
                        render_markdown(beginning)
                        best = min(best, time.process_time() - start)
                        if best < SECONDS / 2:
                            break
                except MarkdownRefused as refusal:
                    assert str(refusal).endswith("."), refusal
                    refused += 1
                    if time.process_time() - start > SECONDS:
                        times.append((time.process_time() - start, f"refusing {name}", seed, 0))
                    continue
                times.append((best, name, seed, len(beginning)))
                break
    times.sort(reverse=True)
    worst = [(round(t * 1000), n, s, size) for t, n, s, size in times[:8]]
    report = {"shapes": len(SHAPES), "rendered": len(times), "refused": refused, "worst_ms": worst}
    print(json.dumps(report))
    return 1 if times[0][0] > SECONDS else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
