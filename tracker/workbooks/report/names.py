"""What the workbook is called, what its data sheets are called by programs, and when their columns changed."""

from tracker.domain.era import era_fiscal_year
from tracker.rows.report import ReportDaysRow

# Names of sheets for programs, as L3-08 of the rules of machine-readable data asks: letters and digits alone.
CODES = {
    "データ_企業": "companies",
    "データ_案件": "cases",
    "データ_担い手": "people",
    "データ_担当": "assignments",
    "データ_訪問": "visits",
    "データ_訪問案件": "visit_cases",
    "データ_会議": "meetings",
    "データ_会議企業": "meeting_companies",
    "データ_参加": "attendance",
    "データ_企業月": "company_months",
    "データ_合間": "gaps",
    "データ_見送り": "excuses",
    "データ_評価": "scores",
    "データ_評価集計": "group_scores",
    "データ_評価項目": "items",
    "データ_成果": "outcomes",
    "データ_まとめ": "narratives",
    "データ_確認事項": "lacks",
}
HISTORY = dict.fromkeys(("データ_担い手", "データ_合間", "データ_まとめ", "データ_確認事項"), "2026-11-29 シートを追加") | {
    "データ_案件": "2026-11-29 物理名と更新履歴を追加。2026-11-30 フェーズの日数を、初日を含む数え方に変更",
}


def file_name(days: ReportDaysRow) -> str:
    """The Japanese name of the workbook."""
    period = era_fiscal_year(days.fiscal_year)
    if not days.is_of_year:
        period = f"{days.whole.starts_on.isoformat()}から{days.whole.ends_on}まで"
    return f"{period}_実施報告_{days.as_of.isoformat()}.xlsx"
