"""Bytes and proofs: entries, chains and the digests they rest on."""
