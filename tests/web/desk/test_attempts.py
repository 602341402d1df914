"""Guessing gets slower with each failure, and keeps no colleague out for long."""

from __future__ import annotations

from bot.web.desk.attempts import FREE, FREE_ADDRESS, LONGEST, Attempts


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _fail(attempts: Attempts, clock: Clock, times: int, name: str, address: str | None) -> None:
    """Fails so many times, waiting as long as it is told to."""
    for _ in range(times):
        while wait := attempts.begin(name, address):
            clock.now += wait


def test_the_first_failures_cost_nothing_and_the_next_ones_double() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(FREE + 6):
        waits.append(attempts.begin("aino", "1.1.1.1"))
        if waits[-1]:
            clock.now += waits[-1]
            assert attempts.begin("aino", "1.1.1.1") == 0
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32]


def test_no_wait_is_longer_than_the_longest_and_asking_again_does_not_prolong_it() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    _fail(attempts, clock, 40, "aino", "1.1.1.1")
    assert attempts.begin("aino", "1.1.1.1") == LONGEST
    for _ in range(100):
        clock.now += 1
        attempts.begin("aino", "1.1.1.1")
    assert attempts.begin("aino", "1.1.1.1") == LONGEST - 100
    clock.now += LONGEST - 100
    assert attempts.begin("aino", "1.1.1.1") == 0


def test_an_account_is_slow_for_guesses_from_many_addresses_too() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    _fail(attempts, clock, 10, "aino", None)
    for number in range(5):
        assert attempts.begin("aino", f"1.1.1.{number}") > 0


def test_who_signed_in_from_an_address_before_is_not_kept_out_by_strangers() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    assert attempts.begin("aino", "1.1.1.1") == 0
    attempts.succeeded("aino", "1.1.1.1")
    _fail(attempts, clock, 30, "aino", "6.6.6.6")
    assert attempts.begin("aino", "2.2.2.2") > 0
    assert attempts.begin("aino", "1.1.1.1") == 0


def test_an_address_is_slow_for_all_accounts_after_more_failures() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for number in range(FREE_ADDRESS):
        assert attempts.begin(f"user{number}", "1.1.1.1") == 0
    assert attempts.begin("another", "1.1.1.1") > 0
    assert attempts.begin("another", "2.2.2.2") == 0


def test_a_right_password_forgets_the_failures_of_its_account() -> None:
    attempts = Attempts(Clock())
    for _ in range(FREE - 1):
        attempts.begin("aino", "1.1.1.1")
    assert attempts.begin("aino", "1.1.1.1") == 0
    attempts.succeeded("aino", "1.1.1.1")
    assert attempts.begin("aino", "1.1.1.1") == 0


def test_a_right_password_of_ones_own_does_not_hide_guesses_at_others() -> None:
    attempts = Attempts(Clock())
    for number in range(FREE_ADDRESS - 1):
        assert attempts.begin(f"user{number}", "1.1.1.1") == 0
        assert attempts.begin("own", "1.1.1.1") == 0
        attempts.succeeded("own", "1.1.1.1")
    assert attempts.begin("one more", "1.1.1.1") == 0
    assert attempts.begin("another", "1.1.1.1") > 0


def test_failures_are_forgotten_after_an_hour() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    _fail(attempts, clock, 20, "aino", "1.1.1.1")
    clock.now += 3601
    assert [attempts.begin("aino", "1.1.1.1") for _ in range(FREE)] == [0] * FREE
    assert attempts.begin("aino", "1.1.1.1") == 1


def test_many_at_once_count_as_many() -> None:
    attempts = Attempts(Clock())
    assert [attempts.begin("aino", None) == 0 for _ in range(FREE + 2)] == [True] * FREE + [
        False
    ] * 2
