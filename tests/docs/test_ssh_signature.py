"""The signed entry of the examples: its SSH signature, checked by other code than made it."""

import hashlib
import importlib.util
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from engine.canonical import encode

FOLDER = Path(__file__).parents[2] / "docs" / "examples"

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

Point: TypeAlias = tuple[int, int]


class Key(Protocol):
    """What the examples' key offers."""

    public: bytes
    line: str
    fingerprint: str

    def sign(self, message: bytes) -> bytes:
        """Return an Ed25519 signature."""

    def sign_ssh(self, message: bytes) -> str:
        """Return an SSH signature, base64."""


def make_key(words: str) -> Key:
    """Return the key that the examples make from words."""
    spec = importlib.util.spec_from_file_location("ssh_signature", FOLDER / "ssh_signature.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Callable[[str], Key]", module.Key)(words)


def add(one: Point, two: Point) -> Point:
    """Add two points of the curve by its affine law (RFC 8032 section 5.1.4 has a faster one)."""
    product = D * one[0] * two[0] * one[1] * two[1]
    x = (one[0] * two[1] + one[1] * two[0]) * pow(1 + product, -1, P)
    y = (one[1] * two[1] + one[0] * two[0]) * pow(1 - product, -1, P)
    return x % P, y % P


def times(factor: int, point: Point) -> Point:
    """Multiply a point, from the highest bit down."""
    result = (0, 1)
    for bit in f"{factor:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def expand(data: bytes) -> Point:
    """Return the point that 32 bytes stand for."""
    y = int.from_bytes(data, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square, "not on the curve"
    return (x if x & 1 == data[31] >> 7 else P - x), y


BASE = expand((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature is good, by the equation of RFC 8032 section 5.1.7."""
    scalar = int.from_bytes(signature[32:], "little")
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    factor = int.from_bytes(challenge, "little") % ORDER
    right = add(expand(signature[:32]), times(factor, expand(public)))
    return scalar < ORDER and times(scalar, BASE) == right


def strings(data: bytes) -> list[bytes]:
    """Return the strings of an SSH wire format, each after its length."""
    found: list[bytes] = []
    while data:
        size = int.from_bytes(data[:4], "big")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def signed_entry() -> dict[str, object]:
    """Return the one entry of the examples that is signed."""
    lines = (FOLDER / "nasa-kdp.entries.jsonl").read_text("utf-8").splitlines()
    (found,) = (entry for entry in map(json.loads, lines) if entry["proof"]["kind"] == "ssh")
    return cast("dict[str, object]", found)


def signature_of(entry: dict[str, object]) -> list[bytes]:
    """Return the parts of an entry's SSHSIG after its preamble and version."""
    proof = cast("dict[str, str]", entry["proof"])
    blob = b64decode(proof["signature"], validate=True)
    assert blob[:10] == b"SSHSIG\0\0\0\1"
    return strings(blob[10:])


def signed_bytes(message: bytes) -> bytes:
    """Return what OpenSSH signs for `message` in the namespace of acts."""
    parts = (b"act@phasegate", b"", b"sha512", hashlib.sha512(message).digest())
    return b"SSHSIG" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def statement(entry: dict[str, object]) -> bytes:
    """Return the statement that docs/ledger.md section 5 says is signed."""
    keys = ("actor", "command", "origin", "stream", "v")
    return encode({key: entry[key] for key in keys})  # type: ignore[misc]  # parsed JSON


def test_the_check_takes_a_published_signature() -> None:
    """RFC 8032 section 7.1, TEST 2: a checker wrong in the signer's way would prove nothing."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verified(public, b"\x72", signature)
    assert not verified(public, b"\x73", signature)


def test_the_signed_entry_has_the_layout_of_an_ssh_signature() -> None:
    """OpenSSH's PROTOCOL.sshsig: key, namespace, nothing reserved, hash, signature, and no more."""
    entry = signed_entry()
    key, namespace, reserved, algorithm, signature = signature_of(entry)
    assert (namespace, reserved, algorithm) == (b"act@phasegate", b"", b"sha512")
    assert [len(part) for part in strings(key)] == [len("ssh-ed25519"), 32]
    assert [len(part) for part in strings(signature)] == [len("ssh-ed25519"), 64]
    assert strings(key)[0] == strings(signature)[0] == b"ssh-ed25519"
    fingerprint = b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    assert cast("dict[str, str]", entry["proof"])["key"] == f"SHA256:{fingerprint}"


def test_the_signature_is_of_the_statement_of_this_very_act() -> None:
    """I31: valid for the entry as recorded, and for no other actor, command or stream."""
    entry = signed_entry()
    key, _, _, _, signature = signature_of(entry)
    public, signed = strings(key)[1], strings(signature)[1]
    assert verified(public, signed_bytes(statement(entry)), signed)
    command = cast("dict[str, object]", entry["command"])
    for other in (
        {**entry, "actor": "p-1"},
        {**entry, "stream": "project/other"},
        {**entry, "origin": "local/other"},
        {**entry, "command": {**command, "id": "another"}},
    ):
        assert not verified(public, signed_bytes(statement(other)), signed)


def test_the_key_beside_the_ledger_is_the_one_that_signed() -> None:
    """Whoever holds the entry and the public key has all that `ssh-keygen -Y verify` wants."""
    entry = signed_entry()
    beside = json.loads((FOLDER / "nasa-kdp.beside.json").read_text("utf-8"))
    line = beside["keys"][cast("dict[str, str]", entry["proof"])["key"]]
    assert line == f"ssh-ed25519 {b64encode(signature_of(entry)[0]).decode()}"


def test_a_key_signs_what_the_check_takes() -> None:
    """The signer of the examples is correct for any words, not for one entry by luck."""
    for words in ("one", "two"):
        key = make_key(words)
        assert verified(key.public, b"message", key.sign(b"message"))
        assert not verified(key.public, b"massage", key.sign(b"message"))
        assert b64decode(key.line.split()[1])[-32:] == key.public
        *_, signature = strings(b64decode(key.sign_ssh(b"message"))[10:])
        assert verified(key.public, signed_bytes(b"message"), strings(signature)[1])
