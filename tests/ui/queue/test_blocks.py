"""The part of a long list that is in memory."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.conftest import AddPost
from tikscheduler.domain.post import Post
from tikscheduler.ui.queue.blocks import KEPT, SIZE, Blocks


def many(post: Post, first: int, count: int) -> list[Post]:
    return [replace(post, id=number) for number in range(first, first + count)]


def test_finds_posts_by_row_and_rows_by_post(add_post: AddPost) -> None:
    blocks = Blocks()
    blocks.put(3, many(add_post(None), 1000, SIZE + 10))
    first = blocks.post(3 * SIZE)
    assert first is not None
    assert first.id == 1000
    assert blocks.row(1000 + SIZE) == 4 * SIZE
    assert blocks.post(4 * SIZE + 10) is None
    assert blocks.post(0) is None
    assert blocks.row(1) is None


def test_forgets_the_block_that_was_looked_at_longest_ago(add_post: AddPost) -> None:
    blocks, post = Blocks(), add_post(None)
    for block in range(KEPT):
        blocks.put(block, many(post, block * SIZE, SIZE))
    blocks.touch(0, 0)
    blocks.put(KEPT, many(post, KEPT * SIZE, SIZE))
    assert 0 in blocks
    assert 1 not in blocks
    assert blocks.row(SIZE) is None
    assert blocks.row(0) == 0


def test_a_post_that_came_twice_keeps_its_newer_row(add_post: AddPost) -> None:
    blocks, post = Blocks(), add_post(None)
    blocks.put(0, many(post, 1, SIZE))
    blocks.put(1, many(post, SIZE, SIZE))  # it moved down between two readings
    blocks.put(0, many(post, 0, SIZE))
    assert blocks.row(SIZE) == SIZE
