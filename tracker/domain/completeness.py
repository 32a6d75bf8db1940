"""The competency items as the damaged scan has them, and how complete each wording is."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.words import N_

WORDING_BEING_CHECKED = N_("原典の記載を確認中")
LABEL_OF_THE_MISSING = "原文未入手"  # in the short label that stands in charts and heads until the wording is there


class Completeness(StrEnum):
    """Whether the original wording is known: complete, cut off at its end, missing, or without its beginning."""

    COMPLETE = "complete"
    CUT = "cut"
    MISSING = "missing"
    HEAD_MISSING = "head_missing"

    @property
    def is_complete(self) -> bool:
        """If not, page and report say ``WORDING_BEING_CHECKED`` on the item."""
        return self is Completeness.COMPLETE


@dataclass(frozen=True, slots=True)
class DefaultItem:
    """What a new programme starts with; the short label is ours (略称), the text is the source's."""

    number: int
    text: str
    completeness: Completeness
    short_label: str


# Source: TAMA経済NEWS vol. 55 (2026.1&2), as scanned. An administrator pastes the true wording of 2, 3 and 4 once.
DEFAULT_ITEMS = (
    DefaultItem(
        1,
        "市場ニーズへのアクセス手段を有し、幅広い市場調査を通じて、中小企業のコア技術・ノウハウを基に"
        "「このような商品・サービスにすれば、こうした顧客に売れると」という事業化のビジョンを構想できる。",
        Completeness.COMPLETE,
        "市場・構想",
    ),
    DefaultItem(
        2,
        "イノベーションのインパクトや期待される付加価値を中小企業、技術者・研究者、新商品・新サービスの潜在的な顧客、"
        "資金提供者等、それぞれに響くメッセージに翻",
        Completeness.CUT,
        "翻訳・発信",
    ),
    DefaultItem(3, "（原資料に欠落）", Completeness.MISSING, f"項目3（{LABEL_OF_THE_MISSING}）"),
    DefaultItem(
        4,
        "に賛同し、多少の困難があっても、事業化までやり遂げるよう、中小企業を励まし、関係者を勇気づけることができる。",
        Completeness.HEAD_MISSING,
        "鼓舞・推進",
    ),
    DefaultItem(5, "構想段階から事業化まで中小企業を伴走支援できる。", Completeness.COMPLETE, "伴走"),
)
