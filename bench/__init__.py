"""Measurements of the whole system, beside what it is built on."""
