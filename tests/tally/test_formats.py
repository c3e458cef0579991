"""Published files: every variety the formats allow is read, everything else names its line."""

import random

import pytest

from council.tally import formats
from council.tally.formats import FormatError

SOC = "\n".join([
    "# FILE NAME: x.soc", "# NUMBER ALTERNATIVES: 3", "# NUMBER VOTERS: 3",
    "# ALTERNATIVE NAME 1: Zoé & fils", "# ALTERNATIVE NAME 2: B", "# ALTERNATIVE NAME 3: C",
    "2: 1,2,3", "1: 3,{1,2}",
])  # fmt: skip
OLD = "3\n1,A\n2,B\n3,C, and more\n3,3,2\n2,1,2,3\n1,3,{1,2}\n"
ABIF = """{title: "Essai"}
# a comment
=A:[Anne Exemple]
=B : [B]
3: A > B # said
2:B=A>C
1: [C] > "D d"
1:
"""
PB = (
    "META\nkey;value\nbudget;1000.50\nvote_type;approval\nnum_votes;2\n"
    'PROJECTS\ncost;project_id;name\n500,25;p1;Un « banc »\n600;p2;"Deux; trois"\n'
    "VOTES\nvoter_id;age;vote\n1;30;p1,p2\n2;;\n"
)
SHEET = """
     Option 1--------->: Anne
   /  Option 2-------->: Zoé
   |/
V: 12 		aa
V: -1
V: --
V: 22 x
"""
GRADES = ",A,B\n1,5,0\n2,,3\n"
JSON = (
    '{"options": ["a", "b"], "ballots": [{"count": 2, "ranking": [["a"], ["b"]]}, {"ranking": []}]}'
)
FILES = {"soc": SOC, "abif": ABIF, "pb": PB, "devotee": SHEET, "grades": GRADES, "json": JSON}


def read(form, text):
    """Return the election of a text."""
    return formats.read(text.encode(), form)


def rankings(election):
    """Return each ballot as its count and ranks."""
    return [(ballot.count, ballot.ranking) for ballot in election.ballots]


def test_preflib_with_and_without_metadata():
    new, old = read("toc", SOC), read("soi", OLD)
    assert new.options == ("Zoé & fils", "B", "C") and old.options == ("A", "B", "C, and more")
    assert rankings(new) == [
        (2, (("Zoé & fils",), ("B",), ("C",))),
        (1, (("C",), ("Zoé & fils", "B"))),
    ]
    assert rankings(old)[1] == (1, (("C, and more",), ("A", "B")))
    assert read("soc", SOC.replace("VOTERS: 3", "VOTERS: 9")).warnings


def test_abif_names_comments_equals_and_blank_ballots():
    election = read("abif", ABIF)
    assert election.options == ("A", "B", "C", "D d") and election.label("A") == "Anne Exemple"
    assert rankings(election) == [
        (3, (("A",), ("B",))), (2, (("B", "A"), ("C",))), (1, (("C",), ("D d",))), (1, ()),
    ]  # fmt: skip
    scored = read("abif", "2: A/5, B/3, C/3\n1: B/5 > A/0")
    assert rankings(scored) == [(2, (("A",), ("B", "C"))), (1, (("B",), ("A",)))]
    assert scored.ballots[0].grades == {"A": 5, "B": 3, "C": 3}


def test_pabulib_takes_columns_in_any_order_and_exact_decimals():
    election = read("pb", PB)
    assert election.budget == 1000.5 and election.costs["p1"] == 500.25
    assert election.labels == {"p1": "Un « banc »", "p2": "Deux; trois"}
    assert [ballot.approves for ballot in election.ballots] == [{"p1", "p2"}, frozenset()]


def test_pabulib_counts_every_row_and_says_when_a_voter_returns():
    again = read("pb", PB + "2;;p1\n")
    assert len(again.ballots) == 3 and any("reviennent" in text for text in again.warnings)


def test_abif_tokens_may_hold_spaces():
    election = read("abif", "2: Anne Exemple > Zoé = C D\n")
    assert rankings(election) == [(2, (("Anne Exemple",), ("Zoé", "C D")))]


def test_tally_sheets_are_latin_1_or_utf_8():
    assert read("devotee", SHEET).options == ("Anne", "Zoé")
    election = formats.read(SHEET.encode("latin-1"), "devotee")
    assert election.options == ("Anne", "Zoé")
    assert rankings(election) == [
        (1, (("Anne",), ("Zoé",))), (1, (("Zoé",),)), (1, ()), (1, (("Anne", "Zoé"),)),
    ]  # fmt: skip


def test_grades_skip_the_voters_column_and_keep_what_is_missing():
    election = read("grades", GRADES)
    assert election.options == ("A", "B") and election.grades == tuple("012345")
    assert [ballot.grades for ballot in election.ballots] == [{"A": 5, "B": 0}, {"B": 3}]
    upside_down = formats.grades.read("A;B\n1;4\n2;3", worst=4)
    assert upside_down.grades == ("4", "3", "2", "1")
    assert upside_down.ballots[0].grades == {"A": 3, "B": 0}


def test_json_tallies():
    election = read("json", '{"grades": ["mal", "bien"], "tallies": {"a": [1, 20000000000]}}')
    assert election.tallies == {"a": (1, 20000000000)} and election.grades == ("mal", "bien")


@pytest.mark.parametrize("form", FILES)
def test_marks_and_line_ends_change_nothing(form):
    text, plain = FILES[form], read(form, FILES[form])
    assert read(form, "\ufeff" + text.replace("\n", "\r\n")) == plain
    assert read(form, text.replace("\n", "\r")) == plain


BAD = [
    ("soc", "", 1, "vide"),
    ("soc", SOC + "\n2: 1,1", 9, "revient"),
    ("soc", SOC + "\n2: 1,7", 9, "connue"),
    ("soc", SOC + "\nx: 1", 9, "nombre"),
    ("soc", SOC + "\n0: 1", 9, "au moins 1"),
    ("soc", SOC + "\n1: {1,2", 9, "accolade"),
    ("soc", SOC.replace("3: C", "3: B"), 6, "serve"),
    ("soc", SOC.replace("ALTERNATIVES: 3", "ALTERNATIVES: 4"), 1, "4 noms"),
    ("soc", "3\n1,A", 2, "3 options"),
    ("abif", "", 1, "ABIF"),
    ("abif", "3: A > A", 1, "revient"),
    ("abif", "2: A\n3: A >", 2, "après"),
    ("abif", "2: A\n: B", 2, "nombre"),
    ("abif", "12 A > B", 1, "nombre"),
    ("abif", "=A:Anne", 1, "jeton"),
    ("abif", "2: A > > B", 1, "option"),
    ("pb", PB.replace("budget;1000.50\n", ""), 2, "budget"),
    ("pb", PB.replace("approval", "ordinal"), 4, "approbation"),
    ("pb", PB + "3;;p9\n", 14, "liste"),
    ("pb", PB + "3;;p1,p1\n", 14, "une fois"),
    ("pb", PB.replace("600;", "0;"), 9, "zéro"),
    ("pb", PB.replace("500,25;", "1e9;"), 8, "montant"),
    ("pb", "hello", 1, "META"),
    ("pb", PB.split("VOTES")[0], 10, "VOTES"),
    ("devotee", SHEET + "V: 123\n", 9, "2 rangs"),
    ("devotee", SHEET + "V: 1?\n", 9, "rang"),
    ("devotee", "V: 12", 1, "options"),
    ("devotee", "nothing", 1, "Option"),
    ("grades", "A,A\n1,2", 1, "différentes"),
    ("grades", "A,B\n1", 2, "2 colonnes"),
    ("grades", "A,B\n1,2.5", 2, "entière"),
    ("grades", 'A,B\n1,"2', 2, "bien formée"),
    ("grades", "", 1, "colonne"),
    ("json", "{", 1, "JSON"),
    ("json", "[]", 1, "objet"),
    ("json", "[" * 100_000, 1, "JSON"),
    ("json", '{"options": ["a", "a"], "ballots": []}', 1, "revient"),
    ("json", '{"options": ["a"], "ballots": [{"ranking": [["z"]]}]}', 1, "connue"),
    ("json", '{"options": ["a"], "ballots": [{"ranking": [["a"], ["a"]]}]}', 1, "revient"),
    ("json", '{"options": ["a"], "ballots": [{"count": 1.5, "ranking": []}]}', 1, "nombre"),
    ("json", '{"options": ["a"], "ballots": [{"count": 1}]}', 1, "seule clé"),
    ("json", '{"options": ["\\ud800"], "ballots": []}', 1, "Unicode"),
    ("json", "9" * 5000, 1, "JSON"),
    ("json", '{"options": ["a"], "ballots": [], "ballots": []}', 1, "une fois"),
    ("json", '{"grades": ["0", "1"], "tallies": {"a": [1, -1]}}', 1, "votants"),
    ("json", '{"grades": ["0", "1"], "tallies": {"a": [1]}}', 1, "2 nombres"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "line", "words"), BAD)
def test_what_is_wrong_names_its_line(form, text, line, words):
    with pytest.raises(FormatError) as refused:
        read(form, text)
    assert refused.value.line == line and words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("form", FILES)
def test_damaged_files_are_read_or_refused_never_anything_else(form):
    draw = random.Random(form)
    data = FILES[form].encode()
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(draw.randint(1, 6)):
            place = draw.randrange(len(damaged))
            if draw.random() < 0.4:
                del damaged[place : place + draw.randint(1, 5)]
            else:
                damaged[place:place] = draw.choice(
                    [b"\xff", b":", b">", b"9" * 30, b"\n", b"{", b'"']
                )
            damaged = damaged or bytearray(b"x")
        try:
            formats.read(bytes(damaged), form)
        except FormatError as refused:
            assert refused.line >= 1
