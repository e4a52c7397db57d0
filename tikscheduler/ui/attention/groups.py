"""Posts that wait for the user, put together by what helps them, and the words for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tikscheduler.domain.attention import Cause, Mend, cause
from tikscheduler.domain.post import Post
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.post_words import BRIEFLY, helps, mend_words
from tikscheduler.ui.standing import count
from tikscheduler.ui.words import LOOKS, tr, when

Key = tuple[Cause, str]
PENDING = "spam_risk_too_many_pending_share"

FIRST = (
    Cause.LOGIN,
    Cause.UNCONFIRMED,
    Cause.BAN,
    Cause.FILE,
    Cause.AUDIT,
    Cause.PRIVACY,
    Cause.VIDEO,
    Cause.REFUSED,
    Cause.LIMIT,
    Cause.OTHER,
    Cause.MISSED,
    Cause.INBOX,
)
"""The order of the causes: what stops most comes first."""
ONE_BY_ONE = frozenset({Mend.CHOOSE_PRIVACY, Mend.PICK_FILE, Mend.MAKE_COPY, Mend.EDIT, Mend.LOOK})
"""These are done for each post by itself."""
ICONS = {
    Cause.LOGIN: "key",
    Cause.BAN: "exclaim",
    Cause.AUDIT: "info",
    Cause.PRIVACY: "eye",
    Cause.FILE: "film",
    Cause.VIDEO: "film",
    Cause.LIMIT: "clock",
    Cause.UNCONFIRMED: "info",
    Cause.MISSED: "missed",
    Cause.INBOX: "inbox",
    Cause.REFUSED: "exclaim",
    Cause.OTHER: "retry",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Posts with one cause. `detail` tells groups of one cause apart: an account or a code."""

    cause: Cause
    mend: Mend
    detail: str
    posts: tuple[Post, ...]

    @property
    def key(self) -> Key:
        """What the group is known by, whatever posts are in it."""
        return self.cause, f"{self.mend}:{self.detail}"

    @property
    def one_by_one(self) -> bool:
        """Whether each post has a button of its own."""
        return self.mend in ONE_BY_ONE and len(self.posts) > 1

    @property
    def ids(self) -> tuple[int, ...]:
        """The posts' ids."""
        return tuple(post.id for post in self.posts)

    @property
    def token(self) -> str:
        """The colour it is marked with."""
        tokens = {LOOKS[post.status].token for post in self.posts}
        return "failed" if "failed" in tokens else "wait"


def grouped(posts: Iterable[Post], kit: Kit) -> list[Group]:
    """The groups in the order they are shown, each with its posts in the order they came."""
    found: dict[tuple[Cause, Mend, str], list[Post]] = {}
    for post in posts:
        why = cause(post)
        found.setdefault((why, helps(post, kit), _detail(post, why)), []).append(post)
    groups = [
        Group(cause=why, mend=what, detail=detail, posts=tuple(some))
        for (why, what, detail), some in found.items()
    ]
    return sorted(groups, key=lambda group: FIRST.index(group.cause))


def _detail(post: Post, why: Cause) -> str:
    if why in (Cause.LOGIN, Cause.BAN, Cause.INBOX):
        return str(post.account_id)
    if why is Cause.LIMIT:
        return f"{post.account_id} {post.fault.code if post.fault else ''}"
    code = post.fault.code if post.fault else ""
    return code if why in (Cause.VIDEO, Cause.OTHER) else ""


# --- words --------------------------------------------------------------------------------------


def headline(group: Group, kit: Kit) -> str:
    """What is the matter, and whose."""
    number, name = len(group.posts), kit.book.name(group.posts[0].account_id)
    why = group.cause
    if why is Cause.LOGIN:
        again = group.mend is Mend.LOG_IN
        said = tr("Log in to %1 again") if again else tr("%1 is logged in again")
        return said.replace("%1", name)
    if why is Cause.BAN:
        return tr("TikTok lets %1 post nothing at the moment").replace("%1", name)
    if why is Cause.LIMIT and group.detail.endswith(PENDING):
        return tr("Too many drafts wait in the TikTok inbox of %1").replace("%1", name)
    if why is Cause.LIMIT:
        return tr("TikTok takes no more posts of %1 for now").replace("%1", name)
    if why is Cause.OTHER and group.detail in BRIEFLY:
        return tr(str(BRIEFLY[group.detail]))
    one, many = {
        Cause.AUDIT: (
            tr("TikTok has not audited your app: a post waits"),
            tr("TikTok has not audited your app: %1 posts wait"),
        ),
        Cause.PRIVACY: (tr("Choose who can view a post"), tr("Choose who can view %1 posts")),
        Cause.FILE: (tr("A video was changed or moved"), tr("%1 videos were changed or moved")),
        Cause.VIDEO: (tr("TikTok does not take a video"), tr("TikTok does not take %1 videos")),
        Cause.UNCONFIRMED: (
            tr("A post may be on TikTok already"),
            tr("%1 posts may be on TikTok already"),
        ),
        Cause.MISSED: (tr("A post missed its time"), tr("%1 posts missed their time")),
        Cause.INBOX: (
            tr("A draft was not finished in TikTok"),
            tr("%1 drafts were not finished in TikTok"),
        ),
        Cause.REFUSED: (
            tr("TikTok does not take a post as it is"),
            tr("TikTok does not take %1 posts as they are"),
        ),
    }.get(why, (tr("A post did not go out"), tr("%1 posts did not go out")))
    return count(number, one, many)


def advice(group: Group, kit: Kit) -> str:
    """What happens once it is mended, or what to mind."""
    why, number = group.cause, len(group.posts)
    if why is Cause.LIMIT:
        return _limit_advice(group, kit)
    if why is Cause.LOGIN and group.mend is Mend.LOG_IN:
        return count(number, tr("1 post waits for it."), tr("%1 posts wait for it."))
    if why is Cause.LOGIN:
        return count(
            number,
            tr("1 post came to its time meanwhile."),
            tr("%1 posts came to their time meanwhile."),
        )
    if why is Cause.OTHER:
        return count(number, tr("1 post did not go out."), tr("%1 posts did not go out."))
    if group.mend is Mend.MAKE_COPY:
        return tr("A copy that TikTok takes can be made here, beside the video.")
    return {
        Cause.PRIVACY: tr("TikTok wants that decided for each post."),
        Cause.FILE: tr("Only the video that was checked goes out."),
        Cause.VIDEO: tr("Pick another one, or export it anew."),
        Cause.BAN: tr("The reason is in the TikTok app. Resume once TikTok takes posts again."),
        Cause.AUDIT: tr(
            "It posts only to accounts set to private in TikTok. Drafts go to any account."
        ),
        Cause.UNCONFIRMED: tr("Look there first, or it may be there twice."),
        Cause.MISSED: tr("The computer was off or offline, or publishing was paused."),
        Cause.INBOX: tr("TikTok keeps an unfinished draft for about a day."),
        Cause.REFUSED: tr("Change what it says or allows, and it goes again."),
    }[why]


def _limit_advice(group: Group, kit: Kit) -> str:
    times = [post.next_attempt_at for post in group.posts if post.next_attempt_at]
    if not times:
        return tr("Choose a time in a day or so, or post from the TikTok app.")
    words = when(min(times), kit.zone, kit.desk.now())
    if group.detail.endswith(PENDING):
        text = tr("Finish some in the TikTok app and try again; or it goes on by itself: %1.")
    else:
        text = tr("It goes on by itself: %1. Other accounts are not held up.")
    return text.replace("%1", words)


def button_words(group: Group) -> str:
    """What the button says."""
    if len(group.posts) == 1 or group.one_by_one:
        return mend_words(group.mend)
    return {
        Mend.PUBLISH_NOW: tr("Publish all now"),
        Mend.SEND_AS_DRAFT: tr("Send all as drafts"),
        Mend.RETRY: tr("Try all again"),
    }.get(group.mend) or mend_words(group.mend)
