"""Sealing secrets with a passphrase: key derivation, and encryption that shows any change."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

NONCE_BYTES = 12
SALT_BYTES = 16
CHECK_TEXT = b"tikscheduler vault"
CHECK_NAME = "\0check"
"""No secret's name: it cannot be confused with an entry."""


class WrongKey(Exception):
    """A sealed value does not open: another key, another name, or changed bytes."""


@dataclass(frozen=True, slots=True)
class KeyRecipe:
    """How a key is made from a passphrase; stored in the file's header.

    The cost is one of OWASP's settings for scrypt (Password Storage Cheat Sheet): 2^15, 8, 3.
    """

    salt: bytes
    n: int = 1 << 15
    r: int = 8
    p: int = 3

    def __post_init__(self) -> None:
        # A damaged or hostile header must not take all memory or all day.
        if self.n not in {1 << bits for bits in range(14, 21)}:
            raise ValueError("scrypt n is out of bounds")
        if not (1 <= self.r <= 32 and 1 <= self.p <= 16 and len(self.salt) >= SALT_BYTES):
            raise ValueError("scrypt parameters are out of bounds")

    @classmethod
    def fresh(cls) -> KeyRecipe:
        """A recipe with a new random salt."""
        return cls(os.urandom(SALT_BYTES))


@lru_cache(maxsize=4)
def derive_key(recipe: KeyRecipe, passphrase: str) -> bytes:
    """The 32-byte key; a fifth of a second the first time, nothing after that."""
    # The same letters typed on another system may arrive composed in another way.
    text = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=recipe.salt, length=32, n=recipe.n, r=recipe.r, p=recipe.p).derive(text)


def seal(key: bytes, name: str, value: bytes) -> bytes:
    """Nonce and ciphertext of a value, tied to its name: entries cannot be swapped."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value, name.encode())


def unseal(key: bytes, name: str, sealed: bytes) -> bytes:
    """The value sealed under this name. Raises `WrongKey`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise WrongKey(name) from error


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the vault file holds: the recipe, a value to check a key with, the sealed entries."""

    recipe: KeyRecipe
    check: bytes
    entries: Mapping[str, bytes]

    @classmethod
    def empty(cls, passphrase: str) -> Sealed:
        """A new vault under this passphrase."""
        recipe = KeyRecipe.fresh()
        key = derive_key(recipe, passphrase)
        return cls(recipe, seal(key, CHECK_NAME, CHECK_TEXT), {})

    def key(self, passphrase: str) -> bytes:
        """The key, once it has opened the check value. Raises `WrongKey`."""
        key = derive_key(self.recipe, passphrase)
        unseal(key, CHECK_NAME, self.check)
        return key

    def having(self, name: str, sealed: bytes | None) -> Sealed:
        """With one entry changed; None takes it out."""
        entries = {other: value for other, value in self.entries.items() if other != name}
        if sealed is not None:
            entries[name] = sealed
        return Sealed(self.recipe, self.check, entries)
