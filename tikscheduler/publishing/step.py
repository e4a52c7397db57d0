"""One step of one claimed post that has bytes to send.

Nothing is sent after any doubt before TikTok was asked (`tiktok-api.md` section 6.5). A second
init happens only where TikTok cannot have the whole of the first upload.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import BinaryIO

from tikscheduler.domain.account import SCOPE_FOR, CreatorInfo
from tikscheduler.domain.blocks import UNAUDITED
from tikscheduler.domain.errors import AccountBlocked, NeedsUser, TooLate, UploadGone
from tikscheduler.domain.ports import PublishState, UploadTicket
from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.domain.retry import is_late
from tikscheduler.domain.video import PartPlan, plan_parts
from tikscheduler.publishing import preflight
from tikscheduler.publishing.asking import Asking
from tikscheduler.publishing.uploading import Upload

log = logging.getLogger(__name__)

MOST_CRASHES = 3


class Step(Asking):
    """Carries one claimed post one step further."""

    # --- sending ---------------------------------------------------------------------------

    def publish(self) -> None:
        """Send the post, or find out that it is sent already. Raises `PublishError`."""
        if not self.post.upload_open:
            self._refuse_if_late()
            self._refuse_if_blocked()
        self.post = self._tools.posts.begin_attempt(self.post, self._now())
        self.attempt_begun = True
        if self.post.upload_open:
            state = self.ask()
            if not self._lacks_bytes(state):
                return self._follow(state)
            self._refuse_if_late()
        if self.post.crashes >= MOST_CRASHES:
            raise NeedsUser(
                f"The program stopped {self.post.crashes} times while it was publishing this "
                "video; look at the file, then retry the post.",
                code="crashed",
            )
        with preflight.open_video(self.post) as file:
            self._send(file)
        return None

    def _send(self, file: BinaryIO) -> None:
        if self._address_alive():
            try:
                return self._follow(self._upload(file))
            except UploadGone as gone:
                log.info("post %s: %s", self.post.id, gone)
            state = self.ask()
            if not self._lacks_bytes(state):
                return self._follow(state)
        if self._may_lag():
            return self.wait_for_word()
        self._start()
        return self._follow(self._upload(file))

    def _start(self) -> None:
        """Check with the creator's settings of this moment, then announce the video."""
        account = self._account
        problems = preflight.check_choices(self.post, account)
        if SCOPE_FOR[self.post.mode] == "video.publish" and not problems:
            creator = self._creator()
            preflight.refuse_blocked(creator, account.name)
            problems = preflight.check_creator(self.post, creator, account.name)
        preflight.hold(problems)
        self._refuse_if_late()  # the computer may have slept since this step began
        plan = plan_parts(self.post.video_size)
        ticket = self._announce(plan)
        self.write(
            publish_id=ticket.publish_id,
            upload_url=ticket.upload_url,
            chunk_size=plan.part_size,
            upload_started_at=self._now(),
            sent_bytes=0,
            last_part_at=None,
            processing_since=None,
        )
        if self.post.mode is Mode.DIRECT and self.post.privacy is not Privacy.PRIVATE:
            self._tools.learn_audit(True)  # last, as a full disk must not lose the upload

    def _announce(self, plan: PartPlan) -> UploadTicket:
        """TikTok's init. A refusal can tell that TikTok has not audited the app."""
        try:
            return self._tools.tokens.call(
                self._account, lambda token: self._tools.tiktok.init_upload(token, self.post, plan)
            )
        except NeedsUser as error:
            if error.code == UNAUDITED:
                self._tools.learn_audit(False)
            raise

    def _creator(self) -> CreatorInfo:
        return self._tools.tokens.call(self._account, self._tools.tiktok.creator_info)

    def _upload(self, file: BinaryIO) -> PublishState:
        upload = Upload(
            self.post,
            tiktok=self._tools.tiktok,
            ask=self.ask,
            write=self.write,
            progress=self._tools.progress,
            now=self._tools.now,
            stopping=self._tools.stopping,
        )
        return upload.send(file, self.post.sent_bytes)

    def _refuse_if_late(self) -> None:
        if self.late:
            limit = self._tools.timing.lateness_limit
            raise TooLate(
                f"Its time passed more than {_spell(limit)} before it could start; retry it to "
                "post it now, or give it a new time."
            )

    def _refuse_if_blocked(self) -> None:
        """Ask nothing of TikTok while it takes nothing of the account."""
        block = self._tools.blocks.active(self.post.account_id, self.post.mode, self._now())
        if block is not None:
            raise AccountBlocked(block.message, code=block.code, log_id=block.log_id)

    @property
    def late(self) -> bool:
        """Whether what was promised for this attempt may no longer start by itself."""
        return is_late(self.post.promised_at, self._now(), self._tools.timing.lateness_limit)


def _spell(limit: timedelta) -> str:
    minutes = round(limit.total_seconds() / 60)
    if minutes % 60 == 0 and minutes:
        return "an hour" if minutes == 60 else f"{minutes // 60} hours"
    return f"{minutes} minutes" if minutes else f"{limit.total_seconds():g} seconds"
