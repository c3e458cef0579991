"""Questions put to the council: received, examined, answered; who reads them when."""

import pytest

from council import clock
from council.accounts.models import Account
from council.extensions import db
from council.journal.models import JournalEntry
from council.organizations.queries import viewer_for
from council.subjects.models import Subject, SubjectState, SubjectSubmission
from council.subjects.steps import move_subject
from tests.accounts.test_own_account import link_in

TEXT = {
    "title": "Faut-il un dépôt commun des polices de caractères ?",
    "body": "Les **administrations** en ont chacune un.",
    "language": "fr",
}
VISITOR = {**TEXT, "name": "Iris Citoyenne-Fictive", "email": "iris@exemple.invalid"}


def submit(client, **changes):
    return client.post("/sujets/nouveau", data={**TEXT, "origin": "citizen", **changes})


def latest():
    return db.session.scalars(db.select(Subject).order_by(Subject.id.desc())).first()


@pytest.fixture
def received(cast, app, sign_in, build):
    """`received(role)` is a question that this person just put."""

    def make(role="citizen", **changes):
        author = app.test_client()
        sign_in(author, getattr(cast, role))
        assert submit(author, **changes).status_code == 303
        return build(latest)

    return make


def path_of(subject, tail=""):
    return f"/sujets/{subject.reference}{tail}"


def test_anybody_asks_with_a_confirmed_address(client, cast, sign_in, mails, app, build):
    visitor = app.test_client()
    assert visitor.get("/sujets/nouveau").status_code == 200
    assert "Consultez vos courriels" in visitor.post("/sujets/nouveau", data=VISITOR).text
    assert build(lambda: db.session.scalar(db.select(db.func.count(Subject.id)))) == 0
    path = link_in(mails()[-1], "/sujets/confirmer/")
    assert TEXT["title"] in visitor.get(path).text
    assert visitor.post(path).status_code == 200
    assert visitor.post(path).status_code == 410
    reference = f"Q-{clock.today().year}-0001"
    receipt = mails()[-1]
    text = receipt.get_body(("plain",)).get_content()
    assert reference in receipt["Subject"] and receipt["To"] == VISITOR["email"]
    assert "15" in text and "conseil@localhost.invalid" in text
    follow = link_in(receipt, "/sujets/suivre/")
    assert "reçu, en attente" in visitor.get(follow).text
    # Nobody reads it before the secretariat has accepted it.
    assert visitor.get(f"/sujets/{reference}").status_code == 404
    assert TEXT["title"] not in visitor.get("/sujets").text
    sign_in(client, cast.secretariat)
    assert TEXT["title"] in client.get("/sujets").text
    assert client.post(f"/sujets/{reference}/retenir").status_code == 303
    page = visitor.get(f"/sujets/{reference}").text
    assert "<strong>administrations</strong>" in page
    assert VISITOR["name"] not in page and VISITOR["email"] not in page
    assert "retenu" in mails()[-1]["Subject"]
    assert "retenu" in visitor.get(follow).text


def test_a_name_is_shown_when_its_author_agrees(client, cast, sign_in, received, app):
    subject = received(show_name="y")
    sign_in(client, cast.secretariat)
    client.post(path_of(subject, "/retenir"))
    assert "Noé Citoyen-Fictif" in app.test_client().get(path_of(subject)).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "obligatoire"),
        ({"title": "a\u202eb titre long"}, "marques de sens"),
        ({"title": "x" * 201}, "200"),
        ({"body": ""}, "obligatoire"),
        ({"body": "x" * 1_000_000}, "20000"),
        ({"body": "a\0b"}, "caractères de contrôle"),
        ({"email": "iris"}, "adresse électronique n’est pas valide"),
        ({"language": "xx"}, "valeurs proposées"),
    ],
)
def test_a_bad_question_is_named_and_nothing_is_kept(client, build, changes, sentence):
    answer = client.post("/sujets/nouveau", data={**VISITOR, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Iris Citoyenne-Fictive" in answer.text
    assert build(lambda: db.session.scalar(db.select(db.func.count(SubjectSubmission.id)))) == 0


def test_questions_are_slowed_down(client):
    for _ in range(5):
        assert client.post("/sujets/nouveau", data=VISITOR).status_code == 200
    refused = client.post("/sujets/nouveau", data=VISITOR)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_scripts_and_emoji_stay_text(client, cast, sign_in, received):
    subject = received(title="<script>alert(1)</script> 🦊", body="<script>alert(2)</script> 🦊")
    sign_in(client, cast.secretariat)
    page = client.get(path_of(subject)).text
    assert "<script>alert" not in page and "🦊" in page


def test_a_body_asks_in_its_name_and_no_other(client, cast, sign_in, build):
    sign_in(client, cast.agent)
    other = {"origin": "body", "organization": str(cast.company.id)}
    assert submit(client, **other).status_code == 422
    assert submit(client, origin="body").status_code == 422
    assert submit(client, origin="council").status_code == 422
    own = {"origin": "body", "organization": str(cast.administration.id)}
    assert submit(client, **own).status_code == 303
    subject = build(latest)
    assert subject.record.organization_id == cast.administration.id
    entry = build(lambda: db.session.scalars(db.select(JournalEntry)).one())
    assert entry.kind == "subject.received"
    assert entry.organization_id == cast.administration.id


def test_colleagues_read_what_their_body_asked(client, cast, sign_in, build, received):
    subject = received("agent", origin="body", organization=str(cast.administration.id))
    colleague = build.account("Cléo Collègue-Fictive")
    build.mandate(colleague, "representative", body=cast.administration)
    sign_in(client, colleague)
    assert client.get(path_of(subject)).status_code == 200
    sign_in(client, cast.vendor)
    assert client.get(path_of(subject)).status_code == 404


def test_the_council_seizes_itself(client, cast, sign_in, build, app):
    sign_in(client, cast.chair)
    assert submit(client, origin="council").status_code == 303
    subject = build(latest)
    member = app.test_client()
    sign_in(member, cast.member)
    assert member.get(path_of(subject)).status_code == 200
    assert app.test_client().get(path_of(subject)).status_code == 404


def allowed(build, subject, role, cast, state, target):
    from council.subjects.policies import can_move_subject

    def ask(person_id):
        row = db.session.get_one(Subject, subject.id)
        db.session.expunge(row)
        row.state = state
        viewer = viewer_for(db.session.get_one(Account, person_id))
        return can_move_subject(viewer, row, target).allowed

    return build(ask, getattr(cast, role).id)


# Written by hand: who may make a question move, and from where.
SECRETARIAT_MOVES = {
    ("received", "accepted"),
    ("received", "refused"),
    ("received", "merged"),
    ("received", "withdrawn"),
    ("accepted", "merged"),
    ("accepted", "withdrawn"),
    ("accepted", "deliberated"),
    ("accepted", "answered"),
    ("deliberated", "answered"),
}
AUTHOR_MOVES = {("received", "withdrawn"), ("accepted", "withdrawn")}


@pytest.mark.parametrize("role", ["citizen", "agent", "member", "chair", "administrator",
                                  "observer", "maintainer", "secretariat"])  # fmt: skip
def test_who_may_move_a_question(cast, build, received, role):
    subject = received("citizen")
    expected = {"secretariat": SECRETARIAT_MOVES, "citizen": AUTHOR_MOVES}.get(role, set())
    found = {
        (state.value, target.value)
        for state in SubjectState
        for target in SubjectState
        if allowed(build, subject, role, cast, state, target)
    }
    assert found == expected


@pytest.mark.parametrize("verb", ["retenir", "refuser", "rattacher", "delibere", "repondre"])
@pytest.mark.parametrize("role", ["citizen", "agent", "member", "administrator"])
def test_nobody_but_the_secretariat_decides(client, cast, sign_in, received, verb, role):
    subject = received("citizen")
    sign_in(client, getattr(cast, role))
    data = {"reason": "Motif.", "target": "B-1", "answer": "Oui."}
    answer = client.post(path_of(subject, f"/{verb}"), data=data)
    assert answer.status_code == (403 if role == "citizen" else 404)


def test_refusing_gives_a_reason_and_stays_out_of_sight(
    client, cast, sign_in, mails, app, received
):
    subject = received("citizen")
    sign_in(client, cast.secretariat)
    refuse = path_of(subject, "/refuser")
    assert client.post(refuse, data={"reason": " "}).status_code == 422
    assert client.post(refuse, data={"reason": "Hors du champ du conseil."}).status_code == 303
    assert app.test_client().get(path_of(subject)).status_code == 404
    author = app.test_client()
    sign_in(author, cast.citizen)
    assert "Hors du champ du conseil." in author.get(path_of(subject)).text
    assert client.post(refuse, data={"reason": "Encore."}).status_code == 403


def test_an_author_edits_until_it_is_examined_by_versions(client, cast, sign_in, app, received):
    subject = received("citizen")
    author = app.test_client()
    sign_in(author, cast.citizen)
    edit = path_of(subject, "/modifier")
    first = {**TEXT, "body": "Écrit par Jean Secret.", "reason": "Nom.", "row_version": "1"}
    assert author.post(edit, data=first).status_code == 303
    assert author.post(edit, data=first).status_code == 409
    sign_in(client, cast.secretariat)
    second = {**TEXT, "body": "Écrit.", "reason": "Mention occultée.", "row_version": "2"}
    assert client.post(edit, data={**second, "reason": ""}).status_code == 422
    assert client.post(edit, data=second).status_code == 303
    client.post(path_of(subject, "/retenir"))
    public = app.test_client().get(path_of(subject)).text
    assert "Jean Secret" not in public
    assert "Jean Secret" in client.get(path_of(subject)).text
    late = {**second, "row_version": "3"}
    assert author.post(edit, data=late).status_code == 403


def test_a_withdrawn_question_leaves_a_trace_without_its_text(client, cast, sign_in, app, received):
    subject = received("citizen")
    sign_in(client, cast.secretariat)
    client.post(path_of(subject, "/retenir"))
    author = app.test_client()
    sign_in(author, cast.citizen)
    withdraw = path_of(subject, "/retirer")
    assert author.post(withdraw, data={"reason": ""}).status_code == 422
    assert author.post(withdraw, data={"reason": "Réglé ailleurs."}).status_code == 303
    page = app.test_client().get(path_of(subject)).text
    assert "Réglé ailleurs." in page
    assert "en ont chacune un" not in page.split("Versions")[0]


def test_a_double_is_attached(client, cast, sign_in, received, build):
    first, second = received("citizen"), received("agent")
    sign_in(client, cast.secretariat)
    client.post(path_of(first, "/retenir"))
    attach = path_of(second, "/rattacher")
    data = {"target": "Q-1999-0001", "reason": "Même question."}
    assert client.post(attach, data=data).status_code == 422
    assert client.post(attach, data={**data, "target": second.reference}).status_code == 422
    assert client.post(attach, data={**data, "target": first.reference}).status_code == 303
    page = client.get(path_of(second)).text
    assert first.reference in page and "rattaché" in page


def test_the_secretariat_prepares_a_vote_notes_and_answers(client, cast, sign_in, received, app):
    subject = received("citizen")
    sign_in(client, cast.secretariat)
    assert "Créer un scrutin" not in client.get(path_of(subject)).text
    client.post(path_of(subject, "/retenir"))
    page = client.get(path_of(subject)).text
    assert f"/scrutins/nouveau?sujet={subject.reference}" in page
    assert f"/decisions/nouvelle?sujet={subject.reference}" in page
    assert "Créer un scrutin" not in app.test_client().get(path_of(subject)).text
    assert client.post(path_of(subject, "/delibere")).status_code == 303
    answer = path_of(subject, "/repondre")
    assert client.post(answer, data={"answer": ""}).status_code == 422
    assert client.post(answer, data={"answer": "Oui, dès l’an prochain."}).status_code == 303
    assert "Oui, dès l’an prochain." in app.test_client().get(path_of(subject)).text


def test_what_happens_higher_in_the_chain_never_fails(build, received):
    subject = received("citizen")

    def move(row, state):
        return move_subject(row, state)

    assert build(move, subject, SubjectState.ANSWERED) is False
    assert build(move, subject, SubjectState.ACCEPTED) is True
    assert build(move, subject, SubjectState.ACCEPTED) is False
    assert build(move, subject, SubjectState.ANSWERED) is True


@pytest.mark.parametrize("number", [5, 50])
def test_the_list_costs_the_same_at_any_size(client, cast, sign_in, build, queries, number):
    build(many, number)
    sign_in(client, cast.member)
    with queries.at_most(8):  # six for the list, two for the session and its mandates
        assert client.get("/sujets").status_code == 200


def many(number):
    from council.markdown import render_markdown
    from council.subjects.steps import add_subject

    for n in range(number):
        row = add_subject(title=f"Question {n}", body="Texte.", rendered=render_markdown("Texte."))
        move_subject(row, SubjectState.ACCEPTED)


def test_a_page_costs_few_queries(client, cast, sign_in, queries, received):
    subject = received("citizen")
    sign_in(client, cast.secretariat)
    client.post(path_of(subject, "/retenir"))
    with queries.at_most(12):
        assert client.get(path_of(subject)).status_code == 200


def test_the_list_filters(client, build):
    build(many, 3)
    assert "Question 1" in client.get("/sujets?etat=accepted&origine=citizen&q=question+1").text
    assert "Aucun sujet ne correspond" in client.get("/sujets?origine=council").text
    assert client.get("/sujets?etat=roi&origine=x&page=-1").status_code == 200
    assert client.get("/sujets?q=%00").status_code == 400


def test_waiting_questions_are_counted_for_the_secretariat_only(cast, build, received):
    from council.subjects.queries import waiting_subjects

    received("citizen")

    def count(person):
        return len(waiting_subjects(viewer_for(person)))

    assert build(count, cast.secretariat) == 1
    assert build(count, cast.citizen) == 0
