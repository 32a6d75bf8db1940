"""The columns that several data sheets share, and what a column says of itself in 項目定義."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.phases import Phase
from tracker.workbooks.report.words import say

NEVER_BLANK = "空欄なし"
YES_NO = "1＝はい、0＝いいえ"
ISO = "ISO 8601（年-月-日）"
ISO_MONTH = "ISO 8601（年-月）"
CLOCK = "時:分（24時間、日本時間）"
ERA = "（和暦）"  # ends the title of a day's second column


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a data sheet as 項目定義 explains it; ``blank`` says what an empty cell means, which is never zero."""

    title: str
    definition: str
    unit: str = ""
    codes: str = ""
    blank: str = NEVER_BLANK
    is_id: bool = False

    @property
    def is_number(self) -> bool:
        return bool(self.unit) or self.is_id or self.codes == YES_NO


def day(title: str, definition: str, blank: str = NEVER_BLANK) -> tuple[Column, Column]:
    """A day as ISO date, and beside it in the era's notation."""
    return (
        Column(title, definition, codes=ISO, blank=blank),
        Column(f"{title}{ERA}", f"{definition}（和暦の表記）", codes="元号年月日", blank=blank),
    )


COMPANY_ID = Column("支援企業番号", "事業での支援企業の番号", is_id=True)
COMPANY = Column("支援企業名", "法人の名称。公表できない企業は「A社」のように記し、どのシートでも同じ記号を使う")
CASE_NUMBER = Column("案件番号", "事業での案件の番号", codes="文字列")
CASE_TITLE = Column("案件名", "案件の名前")
PERSON = Column("担い手氏名", "名簿の氏名")
PHASES = tuple(Column(say(phase), f"「{say(phase)}」に取り組んだか", codes=YES_NO) for phase in Phase)
PHASE_DAYS = tuple(
    Column(
        f"{say(phase)}のはじめの日",
        f"「{say(phase)}」の最初の根拠となる訪問・会議の日",
        codes=ISO,
        blank="基準日までに記録がない",
    )
    for phase in Phase
)
ROUND = (Column("評価時期番号", "評価時期の順番", is_id=True), Column("評価時期", "評価時期の名前"))
ITEM = (
    Column("評価項目番号", "評価項目の番号", is_id=True),
    Column("評価項目（略称）", "実施機関による略称。原典の言葉ではない"),
)
WORDED_ITEM = (
    *ITEM,
    Column("文言の版", "評価項目の文言の版の番号。評価時期は、受付を始めたときの版で行う", is_id=True),
)
STATUS = Column("状態", "基準日における状態。基準日より後の日のものはすべて予定", codes="予定、実施、中止、延期")
MODE = Column("方法", "訪問・会議の方法", codes="訪問、オンライン、展示会同行")
COUNTS = Column("回数に数える", "基準日までに実施され、回数に数えるものか", codes=YES_NO)
TIMES = (
    Column("開始時刻", "はじめた時刻", codes=CLOCK, blank="記録がない"),
    Column("終了時刻", "終えた時刻", codes=CLOCK, blank="記録がない"),
)
SHOWN = Column("表示", "示してよい形にした値。回答者が少ないときは平均を示さず「―（回答3名未満）」のように記す", codes="文字列")
VISIT_COUNT = Column("訪問回数（企業単位）", "実施し、回数に数える訪問の数。1回の訪問で複数の案件を扱っても1回", "回")
ONLINE_COUNT = Column("うちオンライン", "訪問回数のうちオンラインのもの", "回")
EVENT_ESCORTS = Column("展示会同行", "回数に数えない展示会への同行の数", "回")
MEETING_COUNT = Column("企業別延べ会議回数", "この企業を扱った実施済みのチームミーティングの数", "回")
