"""The states of an assessment round and the kinds of rating in it."""

from enum import StrEnum


class RoundState(StrEnum):
    """準備中, 受付中, 締切: ratings are taken while open, results are shown after the close."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class RaterKind(StrEnum):
    """自己評価 / 他者評価 / 管理者評価: a series each, never mixed."""

    SELF = "self"
    PEER = "peer"
    MANAGER = "manager"
