"""Who is in the demonstration: ten supporters, the staff, six companies with seven cases. Everybody is made up."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.roles import Role

ORGANISATION = "架空産業振興協会"
PROGRAMME = "架空イノベーション・プロデューサー実証事業"
SLUG = "demo"

# Name, reading, category; the address is producerNN@example.jp.
PRODUCERS: tuple[tuple[str, str, str], ...] = (
    ("架空一郎", "カクウイチロウ", "協会職員"),
    ("架空二葉", "カクウフタバ", "協会職員"),
    ("架空三奈", "カクウミナ", "協会職員"),
    ("架空四季", "カクウシキ", "コーディネーター"),
    ("架空五月", "カクウサツキ", "コーディネーター"),
    ("架空六花", "カクウリッカ", "コーディネーター"),
    ("架空七海", "カクウナナミ", "コーディネーター"),
    ("架空八雲", "カクウヤクモ", "コーディネーター"),
    ("架空九重", "カクウココノエ", "コーディネーター"),
    ("架空十和", "カクウトワ", "コーディネーター"),
)
STAFF: tuple[tuple[str, str, Role], ...] = (
    ("manager@example.jp", "架空統括", Role.MANAGER),
    ("clerk@example.jp", "架空事務", Role.CLERK),
    ("auditor@example.jp", "架空監査", Role.AUDITOR),
)
ADMINISTRATOR = ("admin@example.jp", "架空管理")


def producer_email(place: int) -> str:
    """The address of the supporter at ``place`` (from 0) in :data:`PRODUCERS`."""
    return f"producer{place + 1:02d}@example.jp"


@dataclass(frozen=True, slots=True)
class CompanyPlan:
    """A company, its team by place in :data:`PRODUCERS`, the day of the month it is visited, and its cases."""

    name: str
    kana: str
    prefecture: str
    municipality: str
    lead: int
    sub_leads: tuple[int, ...]
    day: int
    cases: tuple[tuple[str, str], ...]
    is_remote: bool = False
    remarks: str = ""


COMPANIES: tuple[CompanyPlan, ...] = (
    CompanyPlan(
        "架空アサヒ製作所株式会社",
        "カクウアサヒセイサクショ",
        "埼玉県",
        "入間市",
        0,
        (1, 2),
        6,
        (("小型ろ過装置の自社製品化", "新製品"),),
    ),
    CompanyPlan(
        "架空北斗化成株式会社", "カクウホクトカセイ", "埼玉県", "川越市", 1, (3,), 8, (("香りを保つ容器の開発", "新製品"),)
    ),
    CompanyPlan(
        "株式会社架空みなと精機",
        "カクウミナトセイキ",
        "東京都",
        "羽村市",
        2,
        (4, 5),
        10,
        (("微細加工を生かす卓上工具", "新製品"),),
    ),
    CompanyPlan(
        "有限会社架空花岡木工", "カクウハナオカモッコウ", "神奈川県", "相模原市", 3, (6,), 13, (("組立式の什器", "新製品"),)
    ),
    CompanyPlan(
        "架空ヤマセ電子株式会社",
        "カクウヤマセデンシ",
        "東京都",
        "千代田区",
        4,
        (7,),
        15,
        (("端材の電子部品トレー", "アップサイクル"),),
    ),
    CompanyPlan(
        "架空三葉産業株式会社",
        "カクウミツバサンギョウ",
        "福岡県",
        "柳川市",
        9,
        (0, 8),
        17,
        (("い草の端材の建材", "アップサイクル"), ("防災用の組立畳", "新製品")),
        is_remote=True,
        remarks="遠方のため、オンラインの訪問を併用する。",
    ),
)
