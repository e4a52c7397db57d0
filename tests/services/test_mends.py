"""What only the user can settle: posts in doubt, an app without an audit, captions for spam."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.services.conftest import Office
from tests.services.test_blocked_accounts import plan, post, settle
from tikscheduler.domain.blocks import UNAUDITED as UNAUDITED_CODE
from tikscheduler.domain.errors import InputError, StorageError
from tikscheduler.domain.post import NO_UPLOAD, Mode, PostStatus
from tikscheduler.domain.zones import at_instant
from tikscheduler.sandbox import UNAUDITED
from tikscheduler.services.scheduling import Wish

S = PostStatus


@pytest.fixture
def in_doubt(office: Office) -> int:
    """A post that went out whole, and of which TikTok knows nothing any more."""
    office.connect()
    one = plan(office)
    office.sandbox.state.add_fault("status:invalid_publish_id")
    assert settle(office, [one]) == [S.HELD]
    fault = post(office, one).fault
    assert fault
    assert fault.code == "unconfirmed"
    return one


def test_a_post_that_its_creator_found_is_settled_and_never_sent_again(
    office: Office, in_doubt: int
) -> None:
    outcome = office.program.plan.found([in_doubt])
    assert outcome.done == (in_doubt,)
    found = post(office, in_doubt)
    assert found.status is S.CANCELLED  # `published` is TikTok's word alone
    assert found.fault
    assert found.fault.code == "found_on_tiktok"
    office.clock.tick(hours=2)
    assert settle(office, [in_doubt]) == [S.CANCELLED]
    assert len(office.sandbox.state.published()) == 1


def test_nor_by_a_drag_to_another_time(office: Office, in_doubt: int) -> None:
    posts = office.program.storage.posts
    posts.edit(in_doubt, office.clock(), **NO_UPLOAD)  # as after a restore: nobody can be asked
    office.program.plan.found([in_doubt])
    scheduling = office.program.scheduling
    when = at_instant(office.clock() + timedelta(hours=1), "UTC")
    with pytest.raises(InputError, match="never sent again"):
        scheduling.reschedule(in_doubt, when)
    wish = Wish(video=office.clip, account="mira.films", when=when, mode=Mode.DRAFT)
    with pytest.raises(InputError, match="never sent again"):
        scheduling.edit(in_doubt, wish)
    assert post(office, in_doubt).status is S.CANCELLED


def test_that_can_be_taken_back(office: Office, in_doubt: int) -> None:
    office.program.plan.found([in_doubt])
    office.program.plan.undo()
    assert post(office, in_doubt).status is S.HELD
    assert post(office, in_doubt).fault


def test_a_post_that_is_not_there_goes_again_only_when_told(office: Office, in_doubt: int) -> None:
    first = post(office, in_doubt).publish_id
    office.program.plan.post_again([in_doubt])
    assert settle(office, [in_doubt]) == [S.PUBLISHED]
    assert post(office, in_doubt).publish_id not in ("", first)


def test_a_post_in_doubt_is_asked_about_again_once_posting_it_again_was_taken_back(
    office: Office, in_doubt: int
) -> None:
    office.program.plan.post_again([in_doubt])
    office.program.plan.undo()
    office.program.plan.retry([in_doubt])
    assert settle(office, [in_doubt]) == [S.PUBLISHED]
    assert len(office.sandbox.state.published()) == 1


def test_retrying_a_post_in_doubt_asks_and_sends_nothing(office: Office, in_doubt: int) -> None:
    first = post(office, in_doubt).publish_id
    office.program.plan.retry([in_doubt])
    assert settle(office, [in_doubt]) == [S.PUBLISHED]  # TikTok knows it again
    assert post(office, in_doubt).publish_id == first


@pytest.mark.parametrize("way", ["found", "post_again", "send_as_drafts"])
def test_a_post_that_is_in_no_doubt_is_left_alone(office: Office, way: str) -> None:
    office.connect()
    one = plan(office, 5)
    outcome = getattr(office.program.plan, way)([one])
    assert outcome.done == ()
    ((_, why),) = outcome.problems
    assert f"Post {one} is scheduled" in why
    assert post(office, one).status is S.SCHEDULED


# --- the audit ----------------------------------------------------------------------------------


@pytest.fixture
def unaudited(office: Office) -> Office:
    """The same office, whose app TikTok has not audited."""
    settings = replace(
        office.program.settings,
        client_key=UNAUDITED.client_key,
        client_secret=UNAUDITED.client_secret,
    )
    office.program.settings = settings
    found = office.sandbox.state.issue("mira.films", client_key=UNAUDITED.client_key)
    grant = replace(
        office.grant(), access_token=found.access_token, refresh_token=found.refresh_token
    )
    office.program.accounts.connect(replace(grant, open_id=found.open_id))
    return office


def test_an_upload_that_tiktok_has_taken_is_kept_whatever_becomes_of_what_it_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.connect()

    def full(_audited: bool) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(office.program.audit, "learn", full)
        one = plan(office)
        with pytest.raises(StorageError):
            settle(office, [one])
        office.program.__dict__.pop("publisher")
    office.clock.tick(minutes=3)
    assert settle(office, [one]) == [S.PUBLISHED]
    assert len(office.sandbox.state.posts.all()) == 1  # announced once


def test_the_refusal_of_an_unaudited_app_is_learnt_and_drafts_help(unaudited: Office) -> None:
    office = unaudited
    assert office.program.audit.known() is None
    one, later = plan(office), plan(office, 1)
    office.clock.tick(minutes=2)
    assert settle(office, [one, later]) == [S.HELD, S.HELD]
    fault = post(office, one).fault
    assert fault
    assert fault.code == UNAUDITED_CODE
    assert "private" in fault.message  # it is about the account, not about the post alone
    assert office.program.audit.known() is False

    outcome = office.program.plan.send_as_drafts([one, later])
    assert outcome.problems == ()
    assert {post(office, each).mode for each in (one, later)} == {Mode.DRAFT}
    assert settle(office, [one, later]) == [S.DELIVERED, S.DELIVERED]


def test_a_draft_keeps_a_time_that_is_still_to_come(unaudited: Office) -> None:
    office = unaudited
    one = plan(office)
    settle(office, [one])
    later = office.clock() + timedelta(hours=1)
    office.program.storage.posts.edit(one, office.clock(), scheduled_at=later)
    office.program.plan.send_as_drafts([one])
    assert (post(office, one).status, post(office, one).due_at) == (S.SCHEDULED, later)


def test_a_public_post_proves_the_audit_and_a_private_one_proves_nothing(office: Office) -> None:
    office.connect()
    one = plan(office)
    office.program.storage.posts.edit(one, office.clock(), privacy="private")
    assert settle(office, [one]) == [S.PUBLISHED]
    assert office.program.audit.known() is None
    assert settle(office, [plan(office)]) == [S.PUBLISHED]
    assert office.program.audit.known() is True


def test_the_knowledge_is_of_one_app(office: Office) -> None:
    office.program.audit.learn(True)
    settings = replace(office.program.settings, client_key="another")
    office.program.settings = settings
    assert office.program.audit.known() is None


def test_what_is_learnt_again_and_again_asks_the_vault_but_once(office: Office) -> None:
    settings = office.program.settings
    office.program.settings = replace(settings, client_key="", client_secret="")
    office.program.set_credentials("one", "secret")
    reads: list[str] = []
    vault = office.program.vault
    office.program.__dict__["vault"] = Watched(vault, reads)
    for _ in range(3):
        office.program.audit.learn(True)
    assert reads == ["client_key", "client_secret"]
    office.program.set_credentials("another", "secret")
    assert office.program.audit.known() is None
    office.program.audit.learn(True)
    assert office.program.audit.known() is True


class Watched(dict[str, str]):
    """A vault that notes what is read."""

    def __init__(self, inside: Any, reads: list[str]) -> None:
        super().__init__(inside)
        self._reads = reads

    def read(self, name: str) -> str | None:
        self._reads.append(name)
        return self.get(name)

    def write(self, name: str, value: str) -> None:
        self[name] = value


def test_without_credentials_nothing_is_known(office: Office) -> None:
    settings = replace(office.program.settings, client_key="", client_secret="")
    office.program.settings = settings
    office.program.audit.learn(True)
    assert office.program.audit.known() is None


# --- captions taken for spam --------------------------------------------------------------------


@pytest.fixture
def spam(office: Office) -> int:
    office.connect()
    one = plan(office)
    office.sandbox.state.add_fault("processing:fail=spam_risk_text")
    assert settle(office, [one]) == [S.FAILED]
    return one


def wish(office: Office, caption: str) -> Wish:
    from tikscheduler.domain.post import Privacy
    from tikscheduler.domain.zones import at_instant

    when = at_instant(office.clock() + timedelta(minutes=9), "UTC")
    return Wish(
        video=office.clip,
        account="mira.films",
        when=when,
        caption=caption,
        privacy=Privacy.PUBLIC,
    )


def test_a_caption_taken_for_spam_is_never_sent_again_unchanged(office: Office, spam: int) -> None:
    from tikscheduler.domain.zones import at_instant

    later = at_instant(office.clock() + timedelta(minutes=5), "UTC")
    scheduling = office.program.scheduling
    for again in (
        lambda: scheduling.retry(spam),
        lambda: scheduling.publish_now(spam),
        lambda: scheduling.reschedule(spam, later),
        lambda: scheduling.copy(spam, later),
        lambda: scheduling.edit(spam, wish(office, post(office, spam).caption)),
    ):
        with pytest.raises(InputError, match="write it differently") as caught:
            again()
        assert caught.value.code == "spam_risk_text"
    assert post(office, spam).status is S.FAILED


def test_written_differently_it_goes(office: Office, spam: int) -> None:
    office.program.scheduling.edit(spam, wish(office, "Other words"))
    office.clock.tick(minutes=10)
    assert settle(office, [spam]) == [S.PUBLISHED]
