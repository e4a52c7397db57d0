"""When the creator agreed to TikTok's terms is kept with every post that has a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import Office
from tikscheduler.domain.errors import InputError
from tikscheduler.domain.post import Post, Privacy
from tikscheduler.domain.zones import Moment, at_instant
from tikscheduler.services.scheduling import Wish


def in_hours(office: Office, hours: int) -> Moment:
    return at_instant(office.clock() + timedelta(hours=hours), "UTC")


def plan(office: Office, when: Moment | None) -> Post:
    wish = Wish(video=office.clip, account="mira.films", when=when, privacy=Privacy.PUBLIC)
    return office.program.scheduling.schedule(wish)[0]


def test_consent_is_given_with_the_time_and_not_before(office: Office) -> None:
    office.connect()
    given = office.clock()
    assert plan(office, in_hours(office, 5)).consented_at == given
    post = plan(office, None)
    assert post.consented_at is None
    office.clock.tick(minutes=3)
    moved, _ = office.program.scheduling.reschedule(post.id, in_hours(office, 5))
    assert moved.consented_at == office.clock()
    office.clock.tick(minutes=3)
    again, _ = office.program.scheduling.reschedule(post.id, in_hours(office, 6))
    assert again.consented_at == moved.consented_at


def test_a_copy_takes_over_the_consent_of_the_post_it_is_made_of(office: Office) -> None:
    office.connect()
    post = plan(office, in_hours(office, 5))
    office.clock.tick(minutes=3)
    copied, _ = office.program.scheduling.copy(post.id, in_hours(office, 8))
    assert copied.consented_at == post.consented_at
    later, _ = office.program.scheduling.copy(post.id, None)
    assert later.consented_at is None


def test_who_can_view_a_copy_without_a_time_and_what_they_may_do_is_chosen_anew(
    office: Office,
) -> None:
    office.connect()
    wish = Wish(
        video=office.clip,
        account="mira.films",
        when=in_hours(office, 5),
        privacy=Privacy.PUBLIC,
        caption="Waves",
        allow_comment=True,
        allow_duet=True,
        allow_stitch=True,
    )
    post, _ = office.program.scheduling.schedule(wish)
    copied, _ = office.program.scheduling.copy(post.id, None)
    assert (copied.caption, copied.privacy) == ("Waves", None)
    allowed = (copied.allow_comment, copied.allow_duet, copied.allow_stitch)
    assert allowed == (False, False, False)


def test_what_was_never_consented_to_does_not_go_now(office: Office) -> None:
    office.connect()
    post = plan(office, None)
    with pytest.raises(InputError, match="has no time yet; give it one"):
        office.program.scheduling.publish_now(post.id)
    assert office.program.storage.posts.get(post.id) == post
    moved, _ = office.program.scheduling.reschedule(post.id, in_hours(office, 5))
    assert office.program.scheduling.publish_now(moved.id).due_at == office.clock()
