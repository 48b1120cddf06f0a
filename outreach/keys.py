"""Keys at rest: sealing what is private, and fingerprints that can be searched."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealError(Exception):
    """A sealed value that no key of the ring opens."""


class KeyRing:
    """Fernet keys: the first seals, all of them open, so that keys can be rotated."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a key ring holds at least one key")
        self._fernet = MultiFernet([Fernet(key.encode()) for key in keys])

    def seal(self, text: str) -> str:
        """Encrypt `text`; two seals of one text differ."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, token: str) -> str:
        """Decrypt what any key of the ring sealed; raises `SealError`."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise SealError("no key of the ring opens this value") from error

    def renew(self, token: str) -> str:
        """Seal again under the first key what any key of the ring sealed; raises `SealError`."""
        return self.seal(self.open(token))


def new_key(random: bytes) -> str:
    """A Fernet key made of 32 random bytes."""
    if len(random) != 32:
        raise ValueError("a key is made of 32 bytes")
    return base64.urlsafe_b64encode(random).decode()


def fingerprint(key: bytes, text: str) -> str:
    """HMAC-SHA256 of `text` as 64 hexadecimal digits."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
