"""SSH signatures with keys that everybody knows, for the examples alone.

Ed25519 as RFC 8032 section 5.1 and its appendix A have it, wrapped as OpenSSH's PROTOCOL.sshsig
says. It is slow and leaks its secret through time, which doesn't matter: the secrets here are the
SHA-256 of words that are printed beside the examples. Ed25519 signs the same bytes in the same way
every time, so the examples stay the same too.
"""

import hashlib
from base64 import b64encode
from typing import TypeAlias

NAMESPACE = "act@phasegate"

Point: TypeAlias = tuple[int, int, int, int]

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Y = 4 * pow(5, -1, _P) % _P
_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_BASE: Point = (_X, _Y, 1, _X * _Y % _P)


class Key:
    """An Ed25519 key made from words: nothing about it is secret."""

    def __init__(self, words: str) -> None:
        expanded = hashlib.sha512(hashlib.sha256(words.encode()).digest()).digest()
        self._scalar = int.from_bytes(expanded[:32], "little") & (2**254 - 8) | 2**254
        self._prefix = expanded[32:]
        self.public = _compress(_times(self._scalar, _BASE))

    @property
    def line(self) -> str:
        """The public key as a line of an `authorized_keys` file."""
        return f"ssh-ed25519 {b64encode(self._blob()).decode()}"

    @property
    def fingerprint(self) -> str:
        """The fingerprint as `ssh-keygen -l` prints it."""
        found = hashlib.sha256(self._blob()).digest()
        return f"SHA256:{b64encode(found).decode().rstrip('=')}"

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of `message`, 64 bytes."""
        nonce = _number(self._prefix, message) % _ORDER
        point = _compress(_times(nonce, _BASE))
        challenge = _number(point, self.public, message) % _ORDER
        return point + ((nonce + challenge * self._scalar) % _ORDER).to_bytes(32, "little")

    def sign_ssh(self, message: bytes) -> str:
        """Return the SSH signature of `message` in the namespace of acts, base64 in one line."""
        about = _string(NAMESPACE.encode()) + _string(b"") + _string(b"sha512")
        signature = self.sign(b"SSHSIG" + about + _string(hashlib.sha512(message).digest()))
        return b64encode(
            b"SSHSIG"
            + (1).to_bytes(4, "big")
            + _string(self._blob())
            + about
            + _string(_string(b"ssh-ed25519") + _string(signature))
        ).decode()

    def _blob(self) -> bytes:
        return _string(b"ssh-ed25519") + _string(self.public)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def _add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % _P
    b = (one[1] + one[0]) * (two[1] + two[0]) % _P
    c = 2 * one[3] * two[3] * _D % _P
    d = 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _compress(point: Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")
