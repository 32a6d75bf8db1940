"""The forms of a programme's settings."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from tracker.web.forms import AtMost, BaseForm, DateField, HiddenVersionField, LineField, NumberField, Required


class SetUpProgrammeForm(BaseForm):
    """What a manager sets for the programme."""

    version = HiddenVersionField()
    name = LineField(_l("事業の名前"), [Required(), AtMost(200)])
    contract_starts_on = DateField(_l("契約期間の始まり"), [Required()])
    contract_ends_on = DateField(_l("契約期間の終わり"), [Required()])
    producer_label = LineField(_l("支援者の呼び名"), [Required(), AtMost(40)], description=_l("画面に表示する言葉（例：担い手）"))
    expected_producers = NumberField(_l("支援者の予定人数"), [Required()], minimum=1, maximum=1000)
    outcome_target = NumberField(
        _l("成果の目標（延べ件数）"),
        minimum=1,
        maximum=100_000,
        description=_l("この年度の目標が決まっているときだけ入力します。ダッシュボードと今週のまとめに、件数と並べて示します。"),
    )
    visits_per_month = NumberField(_l("1か月に必要な訪問回数"), [Required()], minimum=1, maximum=31)
    online_counts = BooleanField(_l("オンラインの訪問を回数に数える"))
    event_counts = BooleanField(_l("展示会への同行を回数に数える"))
    short_month_days = NumberField(
        _l("訪問を求めない月の日数"),
        [Required()],
        minimum=0,
        maximum=31,
        description=_l("支援期間がこの日数に満たない月は、訪問がなくても未実施にしません。"),
    )
    stuck_days = NumberField(
        _l("フェーズが進んでいないとみなす日数"),
        [Required()],
        minimum=14,
        maximum=365,
        description=_l(
            "次のフェーズに進まないままこの日数を超えた案件を、ダッシュボードの「対応が必要なこと」に挙げます。「企てる」の案件は、最後に取り組んだ日から数えます。"
        ),
    )
    hours_kept = BooleanField(_l("従事時間をこのプログラムで記録する"))
    records_open = BooleanField(_l("担当していない企業の記録も、コーディネーターが読めるようにする"))
    second_factor_demanded = BooleanField(
        _l("二段階認証を必要とする"),
        description=_l("設定していない人は、次に開いたときに設定の画面へ案内され、設定するまでこの事業を開けません。"),
    )
    scale_minimum = NumberField(_l("評価尺度の最低点"), [Required()], minimum=0, maximum=99)
    scale_maximum = NumberField(_l("評価尺度の最高点"), [Required()], minimum=1, maximum=100)
    minimum_raters = NumberField(
        _l("評価結果を示す最少人数"),
        [Required()],
        minimum=1,
        maximum=100,
        description=_l("他者評価の平均は、この人数以上が評価したときだけ示します。3人より少なくはできません。"),
    )
    severity_shown = BooleanField(
        _l("評価者の厳しさを補正した値を、他者評価の平均に添える（マネージャーのみ）"),
        description=_l(
            "評価者どうしを比べられる評価時期だけ、平均の横に「補正後」の値を示します。担い手・事務局・監査には示しません。"
            "平均はそのまま残り、順位は付けません。"
        ),
    )


class FoundProgrammeForm(BaseForm):
    """What an administrator gives for a new programme."""

    slug = LineField(
        _l("短い名前"), [Required(), AtMost(40)], description=_l("アドレスに使います。半角の英小文字・数字・ハイフン（例：r8）")
    )
    name = LineField(_l("事業の名前"), [Required(), AtMost(200)])
    organisation = LineField(_l("実施機関"), [Required(), AtMost(200)])
    fiscal_year = NumberField(_l("年度（西暦）"), [Required()], minimum=2000, maximum=2199)
