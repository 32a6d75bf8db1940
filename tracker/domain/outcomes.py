"""The kinds of outcome, typed so that two people count the same."""

from enum import StrEnum


class OutcomeKind(StrEnum):
    """成果区分, from what the programme reported: prototypes, exhibitions, business meetings, through-line scenarios …"""

    PROTOTYPE = "prototype"
    PRODUCT = "product"
    ORGANISATION = "organisation"
    CONCEPT = "concept"
    SCENARIO = "scenario"
    EXHIBITION = "exhibition"
    BUSINESS_MEETING = "business_meeting"
    OTHER = "other"
