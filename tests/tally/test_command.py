"""`council tally`: files in, results out; an error is one line with file and line, and exit 2."""

import json
from pathlib import Path

import pytest

from council.cli import main

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "votes"
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"les votes publiés sont absents de {DATA}")


@pytest.fixture
def tally(capsys, tmp_path):
    """Count a text as a file of that name, with options; return code, JSON or text, error."""

    def run(name, text, *options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        code = main(["tally", str(path), *options])
        written = capsys.readouterr()
        out = json.loads(written.out) if "--json" in options and code == 0 else written.out
        return code, out, written.err

    return run


@pytest.fixture
def counted(capsys):
    """Count one of the published files; return the JSON."""

    def run(name, *options):
        assert main(["tally", str(DATA / name), "--json", *options]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.mark.data
@real
def test_debian_2006(counted):
    out = counted("debian-leader-2006-tally.txt", "--method", "ranked",
                  "--default-option", "None of the Above")  # fmt: skip
    assert out["ballots"] == 421 and out["winners"] == ["Anthony Towns"]
    assert out["ranking"] == [
        ["Anthony Towns"], ["Steve McIntyre"], ["Jeroen van Wolffelaar", "Andreas Schuldei"],
        ["Bill Allombert"], ["None of the Above"], ["Ari Pollak"], ["Jonathan aka Ted Walther"],
    ]  # fmt: skip
    figures = {d["option"]: (d["figures"]["for"], d["figures"]["against"]) for d in out["dropped"]}
    assert figures == {"Ari Pollak": (158, 202), "Jonathan aka Ted Walther": (73, 301)}
    options, matrix = out["pairwise"]["options"], out["pairwise"]["matrix"]
    towns, mcintyre = options.index("Anthony Towns"), options.index("Steve McIntyre")
    assert (matrix[towns][mcintyre], matrix[mcintyre][towns]) == (190, 184)


@pytest.mark.data
@real
def test_debian_2010_burlington_orsay_and_assen(counted):
    debian = counted("debian-leader-2010.soi", "--method", "ranked")
    assert debian["winners"] == ["Stefano Zacchiroli"]
    run_off = counted("burlington-2009.abif", "--method", "irv")
    assert run_off["winners"] == ["Kiss"] and run_off["ballots"] == 8980
    assert run_off["rounds"][-1]["counts"] == {"Kiss": 4313, "Wright": 4060}
    assert max(run_off["rounds"][0]["counts"].items(), key=lambda row: row[1])[0] == "Wright"
    condorcet = counted("burlington-2009.abif", "--method", "ranked")
    assert condorcet["winners"] == ["Montroll"]
    assert condorcet["labels"]["Montroll"] == "Andy Montroll (Democrat)"
    orsay = counted("orsay-2007-station-01.csv", "--method", "majority_judgment", "--worst", "0")
    assert orsay["winners"] == ["Bayrou"] and orsay["medians"]["Bayrou"] == 4
    assen = counted("assen-2024.pb", "--method", "equal_shares", "--completion", "add1")
    assert assen["spent"] == 76700
    assert sorted(assen["selected"], key=int) == ["2", "3", "5", "6", "9", "11", "12", "13", "14"]
    assert any(set(tie["options"]) == {"2", "11"} for tie in assen["ties"])


MOTION = json.dumps({
    "options": [],
    "ballots": [
        {"count": 5, "choice": "for"}, {"count": 4, "choice": "against"},
        {"count": 3, "choice": "abstain"}, {"choice": "blank"},
    ],
})  # fmt: skip


@pytest.mark.parametrize(("options", "outcome"), [
    ((), "adopted"),
    (("--base", "votants"), "rejected"),
    (("--base", "membres", "--members", "13"), "rejected"),
    (("--threshold", "5/9"), "adopted"),
    (("--threshold", "2/3"), "rejected"),
    (("--quorum", "13"), "adopted"),
    (("--quorum", "14"), "no_quorum"),
])  # fmt: skip
def test_a_motion_by_base_and_threshold(tally, options, outcome):
    code, out, _ = tally("m.json", MOTION, "--method", "motion", "--json", *options)
    assert code == 0 and out["outcome"] == outcome
    assert out["winners"] == {"adopted": ["for"], "rejected": ["against"]}.get(outcome, [])


def test_an_equal_split_is_a_tie_only_where_one_more_would_decide(tally):
    text = '{"ballots": [{"count": 2, "choice": "for"}, {"count": 2, "choice": "against"}]}'
    asked = ("--method", "motion", "--json", "--tie", "no_decision")
    assert tally("m.json", text, *asked)[1]["outcome"] == "tie"
    assert tally("m.json", text, *asked, "--threshold", "2/3")[1]["outcome"] == "rejected"


def test_grades_are_approvals_from_a_grade_on_and_rankings_too(tally):
    text = "A,B,C\n5,0,3\n4,4,0\n1,5,3\n"
    code, out, _ = tally(
        "g.csv", text, "--method", "approval", "--approve-min", "4", "--json", "--seats", "2"
    )
    assert code == 0 and out["counts"]["approvals"] == {"A": 2, "B": 2, "C": 0}
    assert tally("g.csv", text, "--method", "ranked", "--json")[0] == 0
    code, _, err = tally("g.csv", text, "--method", "approval")
    assert code == 2 and "--approve-min" in err


def test_tallies_of_billions(tally):
    text = '{"grades": [0, 1, 2], "tallies": {"a": [1, 20000000000, 1], "b": [0, 20000000000, 2]}}'
    code, out, _ = tally("t.json", text, "--method", "majority_judgment", "--json")
    assert (code, out["winners"], out["medians"]) == (0, ["b"], {"a": 1, "b": 1})


def test_a_person_reads_a_summary(tally):
    code, out, _ = tally("v.abif", "=A:[Anne Exemple]\n3: A > B\n1: B\n", "--method", "ranked")
    assert code == 0 and out.splitlines()[1] == "Retenu : Anne Exemple"


REFUSED = [
    ("x.abif", "1: A > A", ("--method", "irv"), "ligne 1"),
    ("x.abif", "1: A\n\n2: B >", ("--method", "irv"), "ligne 3"),
    ("x.zip", "PK", ("--method", "irv"), "--format"),
    ("x.abif", "1: A > B", ("--method", "irv", "--seats", "2"), "--seats"),
    ("x.abif", "1: A > B", ("--method", "ranked", "--default-option", "Z"), "« Z »"),
    ("x.abif", "1: A > B", ("--method", "ranked", "--quorum", "3"), "--default-option"),
    ("x.abif", "1: A > B", ("--method", "equal_shares"), "approbations"),
    ("x.abif", "1: A > B", ("--method", "majority_judgment"), "mentions"),
    ("x.abif", "1: A > B", ("--method", "stv"), "--seats"),
    ("x.abif", "1: A > B", ("--method", "borda"), "borda"),
    ("x.abif", "1: A > B", ("--method", "irv", "--worst", "0"), "grades"),
    ("m.json", MOTION, ("--method", "motion", "--threshold", "0.5"), "0.5"),
    ("m.json", MOTION, ("--method", "motion", "--threshold", "1/3"), "1/2"),
    ("m.json", MOTION, ("--method", "motion", "--base", "membres"), "--members"),
    (
        "m.json",
        MOTION,
        (
            "--method",
            "irv",
        ),
        "classements",
    ),
]


@pytest.mark.parametrize(("name", "text", "options", "words"), REFUSED)
def test_an_error_is_one_line_and_nothing_else(tally, name, text, options, words):
    code, out, err = tally(name, text, "--json", *options)
    assert (code, out) == (2, "") and words in err and err.count("\n") == 1


@pytest.mark.parametrize("path", ["nowhere.abif", ".", "a\0b.abif"])
def test_a_file_that_cannot_be_read_is_one_line(capsys, path):
    code = main(["tally", path, "--method", "irv"])
    written = capsys.readouterr()
    assert (code, written.out) == (2, "") and written.err.count("\n") == 1


@pytest.mark.parametrize(("name", "text", "method", "outcome"), [
    ("z.abif", "=A:[A]\n=B:[B]\n", "irv", "no_result"),
    ("z.abif", "=A:[A]\n=B:[B]\n3:\n", "ranked", "no_result"),
    ("o.abif", "2: A\n", "irv", "chosen"),
    ("z.csv", "A,B\n", "majority_judgment", "no_result"),
    ("z.csv", "A,B\n,\n", "score", "no_result"),
    ("z.json", '{"options": ["a"], "ballots": []}', "approval", "no_result"),
    ("z.json", '{"options": [], "ballots": []}', "consent", "no_result"),
    ("z.json", '{"options": [], "ballots": []}', "motion", "no_result"),
])  # fmt: skip
def test_nothing_to_count_is_a_result_too(tally, name, text, method, outcome):
    code, out, err = tally(name, text, "--method", method, "--json")
    assert (code, err) == (0, "") and out["outcome"] == outcome
