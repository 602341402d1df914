"""The chat API in OpenAPI 3.1, read from openapi.yml beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot import __version__


@lru_cache(maxsize=1)
def as_openapi() -> dict[str, Any]:
    """The whole description."""
    document = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    document["info"]["version"] = __version__
    return dict(document)
