"""Whether the database answers."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tracker.database import db


def is_reachable() -> bool:
    try:
        return db.session.scalar(select(1)) == 1
    except SQLAlchemyError:
        return False
