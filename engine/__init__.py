"""Phasegate's engine: methodologies, rules, ledger, stores and audit behind one door."""

__version__ = "0.1.0"
