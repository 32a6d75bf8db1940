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


# Reports are in Japanese, whatever language the viewer works in.
KINDS_IN_REPORTS: tuple[tuple[OutcomeKind, str], ...] = (
    (OutcomeKind.PROTOTYPE, "試作品"),
    (OutcomeKind.PRODUCT, "製品・サービス"),
    (OutcomeKind.ORGANISATION, "新しい組織・体制"),
    (OutcomeKind.CONCEPT, "構想"),
    (OutcomeKind.SCENARIO, "一貫シナリオ（原材料→部品→最終製品）"),
    (OutcomeKind.EXHIBITION, "展示会出展"),
    (OutcomeKind.BUSINESS_MEETING, "商談"),
    (OutcomeKind.OTHER, "その他"),
)
