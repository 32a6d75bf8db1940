"""What a member may be in a programme; one person may hold several."""

from enum import StrEnum


class Role(StrEnum):
    """A role of a membership; the administrator of the installation is no role of a programme."""

    COORDINATOR = "coordinator"
    MANAGER = "manager"
    CLERK = "clerk"
    AUDITOR = "auditor"
