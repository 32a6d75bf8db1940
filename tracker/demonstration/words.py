"""What the made-up records say, step by step of a case."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.phases import Phase

LISTEN, OBSERVE, DIAGNOSE, PLAN = Phase


@dataclass(frozen=True, slots=True)
class Step:
    """One month's note on a case: the phases worked and their texts."""

    phases: tuple[Phase, ...]
    facts: str
    interpretation: str
    summary: str


STEPS: tuple[Step, ...] = (
    Step(
        (LISTEN, OBSERVE),
        "社長から創業の経緯と主力取引の推移を聞いた。現場では段取り替えに時間がかかっている様子を見た。",
        "",
        "経営者から事業の沿革と課題を聞き取り、製造現場を見学した。",
    ),
    Step(
        (LISTEN, OBSERVE),
        "営業担当から、顧客が困っている点を三つ聞いた。試作棚に使われていない部材が残っているのを見た。",
        "",
        "顧客の困りごとを聞き取り、活用できる部材と設備を確認した。",
    ),
    Step(
        (OBSERVE, DIAGNOSE),
        "加工工程を通しで観察した。精度の良さを社内では当たり前と考えている。",
        "強みは加工精度そのものより、短納期で応じる段取り力にあると見立てた。",
        "工程の観察から、短納期に応じる力が強みであると診断した。",
    ),
    Step(
        (DIAGNOSE,),
        "見込み客2社の反応を社長と振り返った。",
        "価格よりも、使う場面の説明が足りないことが課題である。",
        "見込み客の反応を分析し、訴求の課題を整理した。",
    ),
    Step(
        (PLAN,),
        "試作1号の寸法と原価の見積もりを確かめた。",
        "試作1号を展示会に出し、反応を見て仕様を決める案を立てた。",
        "試作品の仕様と、展示会への出展計画を検討した。",
    ),
    Step(
        (PLAN,),
        "展示会で出た質問と名刺の内訳を整理した。",
        "年度内は2つの用途に絞り、商談につなげる計画とした。",
        "展示会の反応をもとに、用途を絞って商談の計画を立てた。",
    ),
    Step(
        (LISTEN, PLAN),
        "商談先から求められた検査項目を聞いた。",
        "検査は外部の機関に依頼し、社内は量産の段取りに集中する。",
        "商談先の要望を確認し、量産に向けた役割分担を決めた。",
    ),
    Step(
        (PLAN,),
        "量産の見積もりと治具の案を確認した。",
        "来年度の第1四半期に初回の出荷を目指す。",
        "量産に向けた段取りと時期を確認した。",
    ),
)
MEETING_WORDS: tuple[tuple[str, str], ...] = (
    ("前回の訪問で聞いたことを共有した。次回は現場の工程を通しで見せてもらう。", "聞き取りの担当を分ける。"),
    ("見立てを持ち寄って比べた。強みの捉え方が分かれたので、顧客の声を確かめる。", "次回までに顧客の声を2件集める。"),
    ("試作の進み具合を確認した。原価の見積もりが遅れている。", "見積もりの様式を渡す。"),
    ("展示会の準備を分担した。", "説明用の1枚資料を作る。"),
)
ACTIONS: tuple[str, ...] = (
    "見積もりの様式を送る",
    "展示会の申込書を確認する",
    "顧客の声を2件集める",
    "試作品の写真を撮る",
    "検査機関に問い合わせる",
    "原価の内訳を整理する",
)
OUGHT_NOT_TO_STAND = "専務の携帯 000-0000-0000"
MEMO = f"社長と専務で投資の考えが分かれている。社外には出さない。{OUGHT_NOT_TO_STAND}"
