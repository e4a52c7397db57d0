"""The part of a long list that is in memory: blocks of rows, the least looked at go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Sequence

from tikscheduler.domain.post import Post

SIZE = 100
KEPT = 20


class Blocks:
    """Posts by row and rows by post. A block is `SIZE` rows; only whole blocks come and go."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[int, list[Post]] = OrderedDict()
        self._rows: dict[int, int] = {}

    def __contains__(self, block: int) -> bool:
        return block in self._blocks

    def post(self, row: int) -> Post | None:
        """The post of a row, if its block is here."""
        block = self._blocks.get(row // SIZE)
        place = row % SIZE
        return block[place] if block is not None and place < len(block) else None

    def row(self, post_id: int) -> int | None:
        """The row of a post, if its block is here."""
        return self._rows.get(post_id)

    def rows_of(self, ids: Container[int]) -> list[int]:
        """The rows of those of these posts that are here, in order. There may be far more ids."""
        return sorted(row for post_id, row in self._rows.items() if post_id in ids)

    def put(self, first: int, posts: Sequence[Post]) -> None:
        """Take in posts from the first row of block `first` on; none are an empty block."""
        for begin in range(0, max(1, len(posts)), SIZE):
            self._drop(first)
            self._blocks[first] = block = list(posts[begin : begin + SIZE])
            self._rows.update((post.id, first * SIZE + at) for at, post in enumerate(block))
            first += 1
        while len(self._blocks) > KEPT:
            self._drop(next(iter(self._blocks)))

    def replace(self, row: int, post: Post) -> None:
        """A newer state of the post in this row."""
        self._blocks[row // SIZE][row % SIZE] = post

    def touch(self, first: int, last: int) -> None:
        """These blocks are looked at: keep them longest."""
        for block in range(first, last + 1):
            if block in self._blocks:
                self._blocks.move_to_end(block)

    def clear(self) -> None:
        """Forget everything."""
        self._blocks.clear()
        self._rows.clear()

    def _drop(self, block: int) -> None:
        for at, post in enumerate(self._blocks.pop(block, ())):
            if self._rows.get(post.id) == block * SIZE + at:
                del self._rows[post.id]
