"""Reads and writes what a municipality says of its service: hours, exceptions, recipients."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.conversations.hours import Service
from bot.storage.tables import services


def service_of(connection: Connection, municipality: str) -> Service:
    """The service of a municipality; one without hours where nothing has been said."""
    query = select(services.c.data).where(services.c.municipality == municipality)
    return Service.from_dict(connection.execute(query).scalar() or {})


def all_services(connection: Connection) -> dict[str, Service]:
    """Every municipality of which something has been said, in the order of their ids."""
    query = select(services.c.municipality, services.c.data).order_by(services.c.municipality)
    return {row.municipality: Service.from_dict(row.data) for row in connection.execute(query)}


def save_service(
    connection: Connection, municipality: str, data: Mapping[str, Any], moment: datetime
) -> Service:
    """Puts the service of a municipality in place of what it had.

    Args:
        data: in which `bot.conversations.hours.problems` finds none.
    """
    service = Service.from_dict(data)
    values = {"data": service.as_dict(), "updated_at": moment}
    changed = connection.execute(
        update(services).where(services.c.municipality == municipality).values(**values)
    )
    if changed.rowcount == 0:
        connection.execute(insert(services).values(municipality=municipality, **values))
    return service
