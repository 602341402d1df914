"""A site's logo: which files may be one. Nothing in it may act, or load anything from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from bot.knowledge.model import Logo

MAX_BYTES = 50_000
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.(svg|png|webp)")
TYPES = {"svg": "image/svg+xml", "png": "image/png", "webp": "image/webp"}
SVG = "{http://www.w3.org/2000/svg}"
# What an image may refer to: a part of itself, or an image within it.
_WITHIN = re.compile(r"\s*(#|data:image/(png|jpeg|webp);)")
_LOADS = re.compile(r"""@import|url\(\s*["']?(?!\s*["']?#)""", re.I)
_ACTS = ("script", "foreignObject", "handler", "listener", "animate", "set", "iframe")


def read_logo(folder: Path, name: object) -> Logo | str:
    """The logo, or what is wrong with it.

    Args:
        folder: where it must be.
        name: what the site's file says.
    """
    if not isinstance(name, str) or not (found := NAME.fullmatch(name)):
        return "must be the name of a .svg, .png or .webp file beside this one, in small letters"
    try:
        content = (folder / name).read_bytes()
    except OSError:
        return f"there is no file `{name}` beside this one"
    if len(content) > MAX_BYTES:
        return f"`{name}` has {len(content)} bytes; at most {MAX_BYTES} are allowed"
    kind = found[1]
    if problem := next(_svg(content) if kind == "svg" else _pixels(content, kind), ""):
        return f"`{name}` {problem}"
    return Logo(name=name, media_type=TYPES[kind], content=content)


def _pixels(content: bytes, kind: str) -> Iterator[str]:
    png = content.startswith(b"\x89PNG\r\n\x1a\n")
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not {"png": png, "webp": webp}[kind]:
        yield f"is no {kind.upper()} image"


def _svg(content: bytes) -> Iterator[str]:
    # An entity can be written once and mean a million letters, and no drawing needs one.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        yield "has a DOCTYPE or an ENTITY; save it as plain SVG"
        return
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError):
        yield "is no SVG image"
        return
    if root.tag != f"{SVG}svg":
        yield "is no SVG image"
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag.startswith(_ACTS):
            yield f"has an element `{tag}`, which is not allowed"
        if tag == "style" and _LOADS.search(element.text or ""):
            yield "loads something from elsewhere"
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2]
            if attribute.lower().startswith("on"):
                yield f"has an attribute `{attribute}`, which is not allowed"
            foreign = attribute in ("href", "src") and not _WITHIN.match(value)
            if foreign or _LOADS.search(value):
                yield "loads something from elsewhere"
