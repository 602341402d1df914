"""The page's files as they are served: joined, without comments, packed, and never old beside new.

All modules of the chat page come as one file, `all.js` (`joined`), made when it is asked for: there
is nothing to build after a change. A page names its files under `/static/v/<version>/`, where the
version is made from the content of all files: a browser keeps every file for good, and a slow
network sees each of them once. After an update the old address is gone (404), so that no script of
before can ever meet a style of now.

Under `/static/<name>` each file by itself is asked for anew each time (`no-cache` with an ETag),
for whatever can't know the version.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import rcssmin
import rjsmin
from aiohttp import web

from bot.web.joined import joined

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
}
# A year: as long as browsers keep anything.
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
# The module that the chat page begins with, and the file that it comes in with all others.
ENTRY, JOINT = "chat", "all.js"
_read: dict[Path, tuple[tuple[int, int], Asset]] = {}


@dataclass(frozen=True)
class Asset:
    """A file as it is served.

    Args:
        packed: `content` in gzip; None where that would not make it shorter.
    """

    content: bytes
    packed: bytes | None
    media_type: str
    digest: str


def routes() -> list[web.RouteDef]:
    """The files, with and without their version."""
    return [
        web.get("/static/v/{version}/{name}", versioned),
        web.get("/static/{name}", static),
    ]


async def versioned(request: web.Request) -> web.Response:
    """A file of the version that a page was made with."""
    if request.match_info["version"] != version():
        raise web.HTTPNotFound
    joint = request.match_info["name"] == JOINT
    return respond(request, all_modules() if joint else _named(request), FOR_GOOD)


async def static(request: web.Request) -> web.Response:
    """A file as it is now."""
    return respond(request, _named(request), ASK_AGAIN)


def respond(request: web.Request, asset: Asset, caching: str) -> web.Response:
    """The file, packed where the browser takes that; 304 where it has this one already."""
    packed = asset.packed if accepts_gzip(request) else None
    # Two forms of one file are two entities.
    tag = asset.digest + ("-gz" if packed else "")
    headers = {"ETag": f'"{tag}"', "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if any(one.value in (tag, "*") for one in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    charset = None if asset.media_type.startswith("image/") else "utf-8"
    return web.Response(
        body=packed or asset.content,
        content_type=asset.media_type,
        charset=charset,
        headers=headers,
    )


def accepts_gzip(request: web.Request) -> bool:
    """Whether a response may be packed."""
    for item in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        if coding in ("gzip", "*"):
            return weight.rstrip("0.") != "" if weight else True
    return False


def asset_of(path: Path) -> Asset:
    """A file, read again only when it was written.

    Raises:
        OSError: it can't be read.
    """
    stat = path.stat()
    stamp = (stat.st_mtime_ns, stat.st_size)
    known = _read.get(path)
    if known is None or known[0] != stamp:
        known = _read[path] = (stamp, _made(path))
    return known[1]


def version() -> str:
    """Changes when the content of any file does."""
    return _version(tuple(_stamps(STATIC)))


def all_modules() -> Asset:
    """The chat page's modules as one file.

    Raises:
        ValueError: they can't be joined.
    """
    return _all_modules(tuple(_stamps(STATIC)))


def _stamps(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    """Path, time and size of each file: asked for with every file of a page, so quick."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            else:
                stat = entry.stat()
                yield entry.path, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=1)
def _version(stamps: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(name) for name, *_ in stamps):
        digest.update(f"{path.relative_to(STATIC)} {asset_of(path).digest}\n".encode())
    return digest.hexdigest()[:8]


@lru_cache(maxsize=1)
def _all_modules(stamps: tuple[tuple[str, int, int], ...]) -> Asset:
    sources = {path.stem: path.read_text("utf-8") for path in STATIC.glob("*.js")}
    return _packed(rjsmin.jsmin(joined(ENTRY, sources)).encode(), TYPES[".js"])


def _made(path: Path) -> Asset:
    raw = path.read_bytes()
    if path.suffix == ".js":
        raw = rjsmin.jsmin(raw.decode()).encode()
    elif path.suffix == ".css":
        raw = rcssmin.cssmin(raw.decode()).encode()
    return _packed(raw, TYPES.get(path.suffix, "application/octet-stream"))


def _packed(raw: bytes, media_type: str) -> Asset:
    # Without a time in it, the same file is the same bytes.
    packed = gzip.compress(raw, 9, mtime=0)
    return Asset(
        content=raw,
        packed=packed if len(packed) < len(raw) else None,
        media_type=media_type,
        digest=hashlib.sha256(raw).hexdigest()[:16],
    )


def _named(request: web.Request) -> Asset:
    name = request.match_info["name"]
    if name not in {path.name for path in STATIC.iterdir() if path.is_file()}:
        raise web.HTTPNotFound
    return asset_of(STATIC / name)
