"""The same name, address, try or link used at the same moment by several people."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from council.accounts import throttle
from council.accounts.actions import reset_password
from council.accounts.models import Account
from council.extensions import db
from council.organizations.actions import create_organization, invite_person
from council.organizations.models import Mandate, Organization
from council.organizations.queries import viewer_for
from council.transactions import Conflict, Invalid
from tests import builders
from tests.cast import Cast
from tests.fixtures import Builder

pytestmark = pytest.mark.slow
THREADS = 12


@pytest.fixture
def scene(serve):
    """The application on a database of its own, with its builders and cast."""
    live = serve(servers=0, worker=False)
    build = Builder(live.app, builders)
    return live.app, build, Cast(build)


def together(app, task) -> Counter[str]:
    """Run a task in several threads at once; count what came of each."""
    barrier, outcomes = threading.Barrier(THREADS), Counter()

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                outcomes[str(task(number))] += 1
            except (Invalid, Conflict) as refusal:
                outcomes[type(refusal).__name__] += 1
            except BaseException as error:
                outcomes[repr(error)] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def viewer(number: int):
    return viewer_for(db.session.get_one(Account, number))


def count(model) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_one_organization_per_name(scene):
    app, build, cast = scene
    secretariat = cast.secretariat.id
    before = build(count, Organization)

    def create(_number):
        create_organization(
            name="Office fictif",
            kind="operator",
            url="",
            country="FR",
            siret="",
            summary="",
            author=viewer(secretariat),
        )
        return "made"

    assert together(app, create) == Counter(made=1, Invalid=THREADS - 1)
    assert build(count, Organization) == before + 1


def test_one_account_per_address(scene):
    app, build, cast = scene
    secretariat = cast.secretariat.id
    bodies = [build.organization().id for _ in range(THREADS)]
    before = build(count, Account)

    def invite(number):
        body = db.session.get_one(Organization, bodies[number])
        invite_person(
            body,
            email="une@exemple.invalid",
            name="Une",
            title="representative",
            author=viewer(secretariat),
        )
        return "made"

    mandates = build(count, Mandate)
    assert together(app, invite) == Counter(made=THREADS)
    assert build(count, Account) == before + 1
    assert build(count, Mandate) == mandates + THREADS


def test_no_more_tries_than_allowed(scene):
    app, _build, _cast = scene

    def spend(_number):
        charges = throttle.password_charges("une@exemple.invalid", "192.0.2.1")
        return "waits" if throttle.spend(charges).wait else "tries"

    most = throttle.PASSWORD_PAIR.most
    assert together(app, spend) == Counter(tries=most, waits=THREADS - most)


def test_a_link_serves_once(scene):
    app, _build, cast = scene
    person, epoch = cast.agent.id, cast.agent.epoch

    def reset(number):
        account = db.session.get_one(Account, person)
        author = viewer(person)
        reset_password(account, password_hash=f"hash {number}", epoch=epoch, author=author)
        return "changed"

    assert together(app, reset) == Counter(changed=1, Conflict=THREADS - 1)
