"""The small pattern language of the word lists."""

from __future__ import annotations

import pytest

from bot.understanding.normalise import fold
from bot.understanding.patterns import compile_pattern, compile_patterns


def matches(pattern: str, text: str) -> bool:
    return bool(compile_patterns([pattern]).search(fold(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("job", "I need a job!"),
        ("töissä", "olen TOISSA"),
        ("job*", "two jobs"),
        ("look* job", "looking: job"),
        ("a * c", "a big c"),
        ("( job | work )", "the work"),
        ("( a | b ) c", "b c"),
        ("not ( a | an )? job", "not job"),
        ("not ( a | an )? job", "not an job"),
        ("( the )? office", "office"),
        ("( the )? office", "the office"),
        ("not looking ( anymore )?", "I am not looking"),
        ("not looking ( anymore )?", "I am not looking anymore"),
        ("not ( a )? ( b )?", "not"),
        ("not ( a )? ( b )?", "not b"),
        ("( not ( now )? | never ) again", "not again"),
        ("( not ( now )? | never ) again", "not now again"),
        ("not ... job", "not job"),
        ("not ... job", "not looking for a job"),
        ("not ... ( my )? job", "not looking for my job"),
        ("not ... ( my )?", "not"),
        ("stay-at-home", "stay-at-home"),
        ("stay-at-home", "stay at home"),
        ("stay-at-home", "stayathome"),
        ("don't", "don’t"),
        ("don't", "dont"),
        (r"1\d", "I am 17"),
        ("[3-9]", "5 years"),
        ("أين", "اين هو"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("job", "jobs"),
        ("job", "ajob"),
        ("job*", "my ajobs"),
        ("( a | b ) c", "d c"),
        ("not ( a )? job", "not the job"),
        ("not ... job", "not one two three four five job"),
        ("a b", "b a"),
        ("a * c", "a c"),
        (r"1\d", "117"),
        ("a.b", "axb"),
        ("job+", "jobb"),
    ],
)
def test_a_pattern_finds_nothing_else(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@pytest.mark.parametrize("pattern", ["( a", "a )", ") (", "( a ) )?", "[3-9", "[9-3]"])
def test_a_broken_pattern_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"brackets do not match|is not a pattern"):
        compile_pattern(pattern)


def test_several_patterns_are_one_expression() -> None:
    found = compile_patterns(["job", "work*", "( a | b ) c"])
    assert [m.group() for m in found.finditer("a job, workers, b c")] == ["job", "workers", "b c"]


def test_a_long_text_takes_no_long_time() -> None:
    pattern = "not ... ( a | b )? ... ( looking | searching ) ... ( for )? ... job"
    assert not matches(pattern, "not looking " * 150)
