"""What people type is cut into clauses, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from council.search.parser import LONGEST, MOST_CLAUSES, parse


def wanted(text: str) -> list[list[str]]:
    return [[clause.text for clause in group] for group in parse(text).groups]


def test_words_phrases_and_signs() -> None:
    parsed = parse('messagerie "code source" +tchap -mail « vie privée »')
    assert [[c.text for c in g] for g in parsed.groups] == [
        ["messagerie"],
        ["code source"],
        ["tchap"],
        ["vie privée"],
    ]
    assert [group[0].phrase for group in parsed.groups] == [False, True, False, True]
    assert parsed.groups[2][0].required
    assert [clause.text for clause in parsed.unwanted] == ["mail"]


def test_operators_are_french_and_in_capitals() -> None:
    assert wanted("budget OU finances ET commune") == [["budget", "finances"], ["commune"]]
    assert [c.text for c in parse("messagerie SAUF tchap").unwanted] == ["tchap"]
    assert wanted("ou bien et sauf") == [["ou"], ["bien"], ["et"], ["sauf"]]
    assert wanted("OU ET SAUF") == []


def test_beginnings_have_three_letters() -> None:
    assert [g[0].prefix for g in parse("mes* me* * ***").groups] == [True, False]


def test_nothing_else_means_anything() -> None:
    assert wanted("audience:council title:[a TO z] (x) ~ ^5") == [
        ["audience:council"],
        ["title:[a"],
        ["TO"],
        ["z"],
        ["x"],
        ["5"],
    ]


def test_reference_with_spaces_is_one_clause() -> None:
    assert wanted("avis CLL 2026 014 numérique") == [["avis"], ["CLL-2026-014"], ["numérique"]]


def test_limits() -> None:
    parsed = parse("mot " * 500)
    assert len(parsed.text) <= LONGEST
    assert len(parsed.groups) == MOST_CLAUSES


@given(st.text(alphabet=st.characters(), max_size=400))
def test_never_raises(text: str) -> None:
    parsed = parse(text)
    for clause in [*parsed.unwanted, *(c for group in parsed.groups for c in group)]:
        assert clause.text
        assert 0 <= clause.start < clause.end <= len(parsed.text)


@given(st.text(alphabet='ab*+-" «»ETOUSAF:()[]~^\\/.\x00é', max_size=60))
def test_never_raises_on_signs(text: str) -> None:
    parse(text)
