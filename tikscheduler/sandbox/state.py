"""All the sandbox knows, and what a test may ask of it or change in it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox import people
from tikscheduler.sandbox.clock import Clock
from tikscheduler.sandbox.faults import FaultList, FaultSpec, parse_fault
from tikscheduler.sandbox.limits import Windows
from tikscheduler.sandbox.publications import (
    COMPLETE,
    FAILED,
    IN_INBOX,
    Duplicate,
    PublicationBook,
    Published,
    advance,
    describe,
    go_live,
    new_post_id,
)
from tikscheduler.sandbox.refusals import Breach, BreachList
from tikscheduler.sandbox.switches import Switches
from tikscheduler.sandbox.tokens import Grant, TokenBook


class SandboxState:
    """The world behind the server. Safe to use from another thread than the server's."""

    def __init__(
        self, *, folder: Path, clock: Clock, switches: Switches, extra_creators: int = 0
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.began = clock()
        self.switches = switches
        self.apps = people.apps()
        self.creators = people.creators(extra_creators)
        self.tokens = TokenBook(switches)
        self.posts = PublicationBook(folder, switches)
        self.windows = Windows()
        self.faults = FaultList()
        self.breach_list = BreachList()
        self.auto_login = ""
        self._numbers = itertools.count(1)

    def now(self) -> datetime:
        """The sandbox's time."""
        return self.clock()

    def log_id(self, now: datetime) -> str:
        """A new id for one exchange, shaped as TikTok's."""
        return f"{now:%Y%m%d%H%M%S}{next(self._numbers):018X}"

    # --- what tests and the control pages ask ------------------------------------------------

    def published(self) -> list[Published]:
        """Every upload that came in whole, oldest first."""
        self.settle()
        return [describe(post) for post in self.posts.all() if post.complete]

    def duplicates(self) -> list[Duplicate]:
        """Files taken more than once for the same account."""
        seen: dict[tuple[str, str], list[str]] = defaultdict(list)
        for post in self.posts.all():
            if post.complete and not post.pull and post.status != FAILED:
                seen[post.username, post.digest.hexdigest()].append(post.publish_id)
        return [
            Duplicate(account=account, sha256=digest, count=len(ids), publish_ids=ids)
            for (account, digest), ids in seen.items()
            if len(ids) > 1
        ]

    def breaches(self) -> list[Breach]:
        """Every rule a caller broke, oldest first."""
        return self.breach_list.all()

    # --- what they change --------------------------------------------------------------------

    def add_fault(self, spec: str) -> FaultSpec:
        """Plan a fault; `ValueError` names the mistake in a bad spec."""
        fault = parse_fault(spec)
        self.faults.add(fault)
        return fault

    def add_faults(self, specs: Iterable[str]) -> None:
        """Plan several faults, all or none."""
        for fault in [parse_fault(spec) for spec in specs]:
            self.faults.add(fault)

    def clear_faults(self) -> None:
        """Forget the faults that have not struck."""
        self.faults.clear()

    def set_auto_login(self, username: str) -> None:
        """Let the authorize page approve by itself as this creator; "" asks again."""
        if username:
            self.creator(username)
        self.auto_login = username

    def issue(
        self,
        username: str,
        *,
        scopes: Iterable[str] | None = None,
        client_key: str = people.AUDITED.client_key,
    ) -> Grant:
        """A token pair without the login, for tests of what comes after it."""
        app = self.apps[client_key]
        wanted = app.scopes if scopes is None else frozenset(scopes)
        return self.tokens.issue(app, self.creator(username).username, wanted, self.now())

    def expire_uploads(self) -> None:
        """End every upload address now."""
        for post in self.posts.all():
            post.upload_expires = self.now()

    def post_draft(self, publish_id: str) -> Published:
        """The creator posts a draft in the TikTok app; again, and it gets another id."""
        post = self.posts.find(publish_id)
        if post is None:
            raise InputError(f"There is no post with the publish_id “{publish_id}”.")
        advance(post, self.now(), self.switches)
        if post.status not in {IN_INBOX, COMPLETE} or not post.draft:
            raise InputError(f"“{publish_id}” is no draft in an inbox; it is {post.status}.")
        post.privacy = post.privacy or people.PUBLIC
        if post.status == COMPLETE:
            post.post_ids.append(new_post_id())
        go_live(post, self.now())
        return describe(post)

    def creator(self, username: str) -> people.Creator:
        """The creator of this name; `InputError` where there is none."""
        try:
            return self.creators[username]
        except KeyError:
            known = ", ".join(list(self.creators)[:8])
            raise InputError(f"There is no creator “{username}”; known are {known}.") from None

    def settle(self) -> None:
        """Move on every post that time alone has finished."""
        now = self.now()
        for post in self.posts.all():
            advance(post, now, self.switches)
