"""Services, audit and items."""

from __future__ import annotations

from typing import Any

import pytest
from support import real
from support.desk import Desk, Place

from bot.storage import audit, items

SERVICE: dict[str, Any] = {
    "hours": {"0": [["09:00", "15:00"]], "3": [["09:00", "11:00"], ["12:00", "15:00"]]},
    "exceptions": {"2026-12-24": []},
    "holidays": True,
    "recipients": ["neuvonta@kemi.example"],
    "languages": ["fi", "ar"],
}


@pytest.fixture
async def admin(place: Place) -> Desk:
    """The desk of an administrator."""
    return await place.desk("admin", roles=["admin"], municipalities=[])


async def test_every_municipality_has_a_service_with_its_counsellors(
    place: Place, admin: Desk
) -> None:
    await place.add_user("aino")
    rows = (await admin.get("/services")).body["services"]
    assert [row["municipality"] for row in rows] == list(real.knowledge().municipalities)
    by_place = {row["municipality"]: row for row in rows}
    assert by_place["kemi"]["counsellors"] == ["Aino"]
    assert by_place["raisio"]["counsellors"] == []
    assert by_place["kemi"]["hours"] == {}


async def test_a_service_is_saved_and_can_be_sent_back_as_it_came(
    place: Place, admin: Desk
) -> None:
    answer = await admin.request("PUT", "/services/kemi", SERVICE)
    assert answer.status == 200
    assert answer.body == {"municipality": "kemi", **SERVICE}
    rows = (await admin.get("/services")).body["services"]
    (kemi,) = [row for row in rows if row["municipality"] == "kemi"]
    assert (await admin.request("PUT", "/services/kemi", kemi)).body == answer.body
    assert [action for _, action, _ in await place.audited()] == ["service", "service"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"hours": {"7": []}}, "weekday"),
        ({"hours": {"0": [["15:00", "09:00"]]}}, "ends before"),
        ({"recipients": ["nobody"]}, "e-mail"),
        ({"phone": "1"}, "phone"),
    ],
)
async def test_a_wrong_service_is_refused_with_what_is_wrong(
    place: Place, admin: Desk, body: Any, word: str
) -> None:
    answer = await admin.request("PUT", "/services/kemi", body)
    assert answer.status == 400
    assert word in answer.body["detail"]
    assert await place.audited() == []


async def test_there_is_no_service_of_a_municipality_without_a_document(admin: Desk) -> None:
    assert (await admin.request("PUT", "/services/paris", SERVICE)).status == 404


async def test_the_audit_is_told_page_by_page_with_names_and_codes(
    place: Place, admin: Desk
) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    code = (await place.case_row(ident))["code"]
    for number in range(120):
        await place.database.run(audit.record, "duty", desk.id, None, str(number))
    first = (await admin.get("/audit")).body["audit"]
    assert [row["detail"] for row in first] == [str(number) for number in range(119, 19, -1)]
    assert first[0]["user"] == {"id": desk.id, "name": "aino", "first_name": "Aino"}
    second = (await admin.get(f"/audit?before={first[-1]['id']}")).body["audit"]
    assert [row["detail"] for row in second[:20]] == [str(n) for n in range(19, -1, -1)]
    assert {row["action"] for row in second[20:]} == {"open", "claim"}
    assert second[-1]["case"] == {"id": ident, "code": code}
    of_case = (await admin.get(f"/audit?case={ident}")).body["audit"]
    assert [row["action"] for row in of_case] == ["open", "claim"]
    claims = (await admin.get(f"/audit?action=claim&user={desk.id}")).body["audit"]
    assert len(claims) == 1


@pytest.mark.parametrize("before", ["x", "-1", "٣", "9" * 30])
async def test_what_is_no_number_is_refused(admin: Desk, before: str) -> None:
    assert (await admin.get(f"/audit?before={before}")).status == 400


async def test_an_item_is_open_until_it_is_done(place: Place) -> None:
    editor = await place.desk("editor", roles=["editor"])
    item = {"kind": "silent", "text": "Nothing on boats", "language": "fi", "topic": None}
    await place.database.run(items.add, item)
    (row,) = (await editor.get("/items")).body["items"]
    assert row["text"] == "Nothing on boats"
    assert row["done_at"] is None
    for _ in range(2):
        assert (await editor.post(f"/items/{row['id']}/done")).status == 204
    assert (await editor.get("/items")).body["items"] == []
    (done,) = (await editor.get("/items?done=1")).body["items"]
    assert done["done_at"] is not None


@pytest.mark.parametrize(("ident", "status"), [("99", 404), ("x", 400)])
async def test_there_is_no_such_item(place: Place, ident: str, status: int) -> None:
    editor = await place.desk("editor", roles=["editor"])
    assert (await editor.post(f"/items/{ident}/done")).status == status
