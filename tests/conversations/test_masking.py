"""Personal data is hidden; numbers that belong to nobody are not."""

from __future__ import annotations

import pytest

from bot.conversations.masking import HIDDEN, Masked, has_valid_check, mask

IDENTITY_CODES = [
    *(f"131052{sign}308T" for sign in "-+ABCDEFUVWXY"),
    "131052a308t",
    "131052 -308T",
    "131052 - 308T",
    "131052–308T",
    "131052−308T",
    "131052\u2011308T",
    "١٣١٠٥٢-٣٠٨T",
    "۱۳۱۰۵۲-۳۰۸T",
    "010100A9999",
]
PHONES = [
    "0401234567",
    "040 123 4567",
    "040\u00a0123\u00a04567",
    "040-1234567",
    "040–123–4567",
    "040\u2011123\u20114567",
    "(040) 123 4567",
    "050.123.4567",
    "040/1234567",
    "040 12 34 567",
    "04.12.34.56.78",
    "09 1234567",
    "019 5201",
    "+358 40 123 4567",
    "+358-40-123-4567",
    "+358 (0)40 123 4567",
    "+358401234567",
    "00358401234567",
    "358401234567",
    "+46 70 123 45 67",
    "040\u200b123\u200b4567",
    "\u200e0401234567\u200e",
    "٠٤٠١٢٣٤٥٦٧",
    "٠٤٠ ١٢٣ ٤٥٦٧",
    "+٣٥٨ ٤٠ ١٢٣ ٤٥٦٧",
    "۰۴۰۱۲۳۴۵۶۷",
    "０４０１２３４５６７",
    "0401234567,0501234567",
    "0401234567/0501234567",
    "040 1234 567 040 1234 568",
    "1234 5678 9012 3456",
]
EMAILS = [
    "matti@example.com",
    "matti.meikalainen+x@posti.example.fi",
    "Ääkkönen@esimerkki.fi",
    "matti @ example.com",
    "matti＠example.com",
]
ACCOUNTS = [
    "FI21 1234 5600 0007 85",
    "FI2112345600000785",
    "fi2112345600000785",
    "FI 21 1234 5600 0007 85",
    "FI21-1234-5600-0007-85",
    "FI21 1234560000078 5",
    "FI99 1234 5600 0007 85",
    "SE45 5000 0000 0583 9825 7466",
    "EE38 2200 2210 2014 5685",
    "DE89370400440532013000",
    "GB82 WEST 1234 5698 7654 32",
    "FI٢١ ١٢٣٤ ٥٦٠٠ ٠٠٠٧ ٨٥",
]
DOCUMENTS = ["PA1234567", "P1234567", "FP1234567", "XY 1234567", "AB123456", "1234567", "12345678A"]
NOBODYS = [
    "112",
    "116117",
    "116 117",
    "080 005 005",
    "080005005",
    "116111",
    "116006",
    "09 2525 0111",
    "112, 116117, 080 005 005",
    "Soita 112 tai 116117.",
    "call 112/116117",
    "٠٨٠ ٠٠٥ ٠٠٥",
    "681/2023",
    "laki 681/2023 ja 1386/2010",
    "681/2023, 1386/2010",
    "1.1.2025",
    "01.01.2025",
    "1.1.25",
    "1.1.2025-31.12.2025",
    "01.01.2025–31.12.2025",
    "1.1.2025 1.2.2025",
    "1.1.-31.12.2025",
    "1. 2. 2025",
    "2025-01-01",
    "01/02/2025",
    "15.3.1985",
    "٠١.٠٢.٢٠٢٥",
    "2025",
    "2024–2028",
    "٢٠٢٥",
    "3 vuotta",
    "3 vuotta 6 kuukautta",
    "٣ سنوات",
    "klo 8.00-16.00",
    "09.00-16.00",
    "ma-pe 08:00 - 16:00",
    "24/7",
    "00100 Helsinki",
    "1 200 euroa",
    "10 000 - 20 000 euroa",
    "hinta on 100000 euroa",
    "B1.1",
    "50 %",
]
FRAMES = ["{}", "Numeroni on {}, kiitos.", "({})", "tieto:{}", "{} on minun", "رقمي {} شكرا", "-{}"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        *(("hetu", text) for text in IDENTITY_CODES),
        *(("phone", text) for text in PHONES),
        *(("email", text) for text in EMAILS),
        *(("iban", text) for text in ACCOUNTS),
        *(("document", text) for text in DOCUMENTS),
    ],
)
def test_personal_data_is_hidden_wherever_it_stands(kind: str, secret: str, frame: str) -> None:
    masked = mask(frame.format(secret))
    assert kind in masked.kinds
    shown = masked.text.replace(HIDDEN, "")
    assert not any(letter.isdigit() for letter in shown)
    assert "@" not in shown and "＠" not in shown and "WEST" not in shown
    assert masked.text.startswith(frame.partition("{")[0].removesuffix("-"))
    assert masked.text.endswith(frame.rpartition("}")[2])


@pytest.mark.parametrize(
    "text",
    [
        "hetu131052-308T",
        "131052-308Tja",
        "puh.0401234567",
        "0401234567ja",
        "رقمي0401234567",
        "و٠٤٠١٢٣٤٥٦٧",
        "nro0401234567",
    ],
)
def test_what_is_written_without_a_space_is_hidden_as_well(text: str) -> None:
    masked = mask(text)
    assert HIDDEN in masked.text
    assert not any(letter.isdigit() for letter in masked.text)


@pytest.mark.parametrize("text", NOBODYS)
@pytest.mark.parametrize("frame", ["{}", "Kysyn: {}?", "{} ja muuta", "ما هو {} من فضلك"])
def test_what_belongs_to_nobody_is_left(text: str, frame: str) -> None:
    text = frame.format(text)
    assert mask(text) == Masked(text, ())


def test_a_wrong_check_character_is_hidden_as_well() -> None:
    assert has_valid_check("131052-308T")
    assert not has_valid_check("131052-308U")
    assert mask("131052-308U").kinds == ("hetu",)


def test_a_day_that_no_calendar_has_is_no_identity_code() -> None:
    assert "hetu" not in mask("451352-308T").kinds


def test_each_kind_is_told_once() -> None:
    masked = mask("131052-308T, 040 123 4567, a@example.com, 050 123 4567")
    assert masked.text == f"{HIDDEN}, {HIDDEN}, {HIDDEN}, {HIDDEN}"
    assert sorted(masked.kinds) == ["email", "hetu", "phone"]


def test_a_text_without_personal_data_is_untouched() -> None:
    text = "Mistä saan verokortin? 🙂\n\nمرحبا"
    assert mask(text).text == text


def test_a_long_text_of_nothing_but_almost_personal_data_is_read_to_its_end() -> None:
    for piece in ("a", "1", "1 ", "1.", "a@", "FI21 ", "(", "+", "0 -", "١"):
        mask(piece * (2000 // len(piece)))


def test_hiding_twice_changes_nothing_more() -> None:
    once = mask("Soita 040 123 4567 tai kirjoita a@example.com")
    assert mask(once.text).text == once.text
    assert mask(once.text).kinds == ()
