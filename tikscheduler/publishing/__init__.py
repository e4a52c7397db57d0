"""The core: what happens to a post that is due. Knows ports, no libraries."""
