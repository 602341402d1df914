"""What every value of the knowledge is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Extra, constr

if TYPE_CHECKING:
    Id = str
else:
    Id = constr(regex=r"^[a-z][a-z0-9_-]*$", max_length=60)
Texts = dict[str, str]  # language code -> text


class Strict(BaseModel):
    """A value that can't be changed and refuses keys it does not know."""

    class Config:
        frozen = True
        extra = Extra.forbid
