"""Monineuvo: the guidance chat for immigrants that a municipality runs."""

__version__ = "0.1.0"
