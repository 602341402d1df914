"""Passwords of staff: Argon2id, and what a new one must be like."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
# A longer one is no safer, and each character costs work.
MAX_LENGTH = 1024
# What people type when a password must be long. Compared without case, spaces and marks; a password
# that is one of these with digits around it is refused as well.
_TEXT = """
    abcabcabcabc adminadmin adminadminadmin administrator changeme changemeplease
    counsellor helsinkihelsinki hyvasalasana hyväsalasana iloveyou iloveyouforever integration
    kissakoira kissakissakissa kotoutuminen letmein letmeinplease lösenord maahanmuutto monineuvo
    monineuvomonineuvo neuvoja neuvonta password passwordpassword perkeleperkele qwerty qwertyqwerty
    qwertyuiop qwertyuiopa qwertyuiopå qwertyuiopasdf qwertyuiopåasdf salasana salasanani
    salasanasalasana suomifinland tervetuloa tervetuloatervetuloa testitesti testitestitesti
    thisisapassword uusisalasana vaihdaminut välkommen welcome welcomewelcome
"""
COMMON = frozenset(_TEXT.split())
WEAK = {
    "short": f"The password is too short. Use at least {MIN_LENGTH} characters.",
    "long": f"The password is too long. Use at most {MAX_LENGTH} characters.",
    "name": "The password is the name itself. Choose another, for example four words.",
    "common": "Many people use this password. Choose another, for example four words.",
}
_HASHER = PasswordHasher()  # Argon2id with the parameters of RFC 9106's second choice


def hash_password(password: str) -> str:
    """The hash to store, with its salt and parameters in it."""
    return _HASHER.hash(_plain(password))


def verify(known: str | None, password: str) -> bool:
    """Whether a password belongs to a stored hash.

    Args:
        known: the hash; None where there is no such account. The work is the same.
    """
    if len(password) > MAX_LENGTH:
        password = ""  # no account has an empty one
    try:
        return _HASHER.verify(known or _nobody(), _plain(password)) and known is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """The hash of a password that nobody has, for names that nobody has."""
    return _HASHER.hash("nobody has this password")


def is_outdated(known: str) -> bool:
    """Whether a hash was made with other parameters than today's, and is to be made anew."""
    return _HASHER.check_needs_rehash(known)


def weakness(password: str, name: str) -> str | None:
    """Why a new password can't be used, as a key of `WEAK`; None where it can.

    Args:
        name: with which its owner signs in.
    """
    if len(password) < MIN_LENGTH:
        return "short"
    if len(password) > MAX_LENGTH:
        return "long"
    bare, own = _bare(password), _bare(name)
    rest = bare.replace(own, "") if own else bare
    if own in bare and (not rest or rest.isdecimal()):
        return "name"
    letters = "".join(letter for letter in bare if not letter.isdecimal())
    if len(set(bare)) < 5 or letters in COMMON or bare in COMMON or _is_run(bare):
        return "common"
    return None


def _plain(password: str) -> str:
    """The same for the same letters, however a keyboard puts an "ä" together."""
    return unicodedata.normalize("NFKC", password)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_run(text: str) -> bool:
    """Whether every character follows the one before it, as in 123456789012 or abcdefghijkl."""
    steps = {
        (ord(b) - ord(a)) % 10 if a.isdecimal() else ord(b) - ord(a) for a, b in pairwise(text)
    }
    return steps <= {1} or steps <= {-1, 9}
