"""The description of the API and the API are the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from openapi_spec_validator import validate_spec
from support import openapi
from support.chat import Api, receive

from bot import __version__
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.openapi import as_openapi


def test_the_description_is_valid_openapi() -> None:
    validate_spec(as_openapi())


def test_every_route_is_described_and_every_description_has_a_route(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    routes = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    pages = {one for one in routes if not one[1].startswith("/api")}
    assert ("GET", "/chat") in pages
    assert routes - pages == openapi.operations()


def test_every_schema_of_the_description_is_used() -> None:
    document = as_openapi()
    told = str(document)
    for kind, parts in document["components"].items():
        for name in parts:
            used = f"#/components/{kind}/{name}" in told or kind == "securitySchemes"
            assert used, f"{kind}/{name}"


async def test_the_server_gives_its_own_description(api: Api) -> None:
    response = await api.request("GET", "/api/openapi.json")
    assert response.body == as_openapi()
    assert response.body["info"]["version"] == __version__


async def test_a_whole_conversation_is_as_described(api: Api) -> None:
    """Each response is checked by the client itself (see support.chat)."""
    for language in ("fi", "sv", "en", "ar"):
        await api.request("GET", f"/api/texts?language={language}")
    await api.request("GET", "/api/health")
    chat = await api.start(language="en", municipality="kemi")
    for text in (
        "Who makes the integration plan?",
        "I am a jobseeker",
        "tell me more",
        "asdf qwer",
        "Where can I see a doctor?",
        "my husband hits me",
        "my phone is 040 123 4567",
        "thank you",
        "I want to talk to a human",
        "من يضع خطة الاندماج؟",
        "what is the meaning of life?",
    ):
        await chat.say(text)
    for choice in (
        "topic:kela",
        "municipality:raisio",
        "language:sv",
        "action:more",
        "action:human",
        "action:restart",
        "action:save",
    ):
        await chat.choose(choice)
    messages = await chat.read()
    assert {message["from"] for message in messages} == {"client", "bot", "system"}
    async with chat.events() as socket:
        assert await receive(socket, len(messages)) == messages
    await chat.transcript("text")
    await chat.transcript("html")
    await chat.delete()


@pytest.mark.parametrize(
    "broken",
    [
        {"seq": 1, "from": "nobody"},
        {"seq": "1", "from": "bot"},
        {"seq": 1, "from": "bot", "extra": 1},
        {"seq": 1, "from": "bot", "answer": {"status": "answered"}},
    ],
)
def test_the_check_of_these_tests_finds_what_is_not_as_described(broken: dict[str, object]) -> None:
    message = {
        "language": "fi",
        "direction": "ltr",
        "text": "",
        "options": [],
        "created_at": "2026-01-01T00:00:00+00:00",
        "answer": None,
    }
    schema = {"$ref": "#/components/schemas/Message"}
    openapi.validate(message | {"seq": 1, "from": "bot"}, schema)
    with pytest.raises(Exception, match="Failed validating"):
        openapi.validate(message | broken, schema)
