"""The tasks of the help: what is written about each, which page it is done on, and what its picture shows.

Words between 「 and 」 (in English “ and ”) are words of the screen, and a test looks them up in the catalogue. ``make pictures``
takes the pictures; ``tests/web/test_help_pictures.py`` fails where a page says something else than when its picture was taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

RECORDS, TEAMS, MANAGERS, DATA = _l("訪問と記録"), _l("評価と体制"), _l("マネージャーの仕事"), _l("報告書とデータ")


@dataclass(frozen=True, slots=True)
class Picture:
    """What ``person`` of the demonstration sees from ``place`` on at ``url``, on a ``phone`` or at a ``desk``."""

    person: str
    url: str
    screen: str
    place: str = "main"


@dataclass(frozen=True, slots=True)
class Topic:
    """One task: ``endpoint`` is the page that it begins on, ``blueprints`` those whose pages lead to this topic."""

    slug: str
    group: Any
    title: Any
    summary: Any
    steps: tuple[Any, ...]
    endpoint: str
    picture: Picture
    blueprints: tuple[str, ...] = ()


TOPICS = (
    Topic(
        "today",
        RECORDS,
        _l("今日の仕事を見る"),
        _l("今日と明日の訪問、自分の宿題、まだ決まっていないことが、一つの画面にあります。"),
        (
            _l("メニューの「今日」を開きます。今日と明日の訪問には、前回の内容が付いています。"),
            _l("宿題は「完了」か「1週間延期」を押すだけで済みます。"),
            _l("訪問が終わったら、その訪問の「この訪問を記録」を押します。企業と日付は入っています。"),
        ),
        "today.show",
        Picture("coordinator", "today/", "phone"),
        ("today",),
    ),
    Topic(
        "visit",
        RECORDS,
        _l("訪問を記録する"),
        _l("工場の門を出てから2分で終わります。片手で、電波がなくても書けます。"),
        (
            _l("「訪問を記録」を押します。企業、日付、チーム、段階は、前回までの内容から入っています。"),
            _l("着いたら「今から」、終わったら「今終わった」を押します。時刻はあとから直せます。"),
            _l(
                "「聞いたこと・見たこと」に書きます。ノートを撮った写真でも、「声で残す」でもかまいません。写真は、あとで机で清書できます。"
            ),
            _l("宿題と「次回の訪問」を入れます。日が決まっていなければ「日程未定」を選びます。"),
            _l("「記録を確定する」を押します。途中でやめるときは「下書きに保存」を押します。"),
        ),
        "visits.new",
        Picture("coordinator", "visits/new?company=1", "phone"),
        ("visits",),
    ),
    Topic(
        "unsent",
        RECORDS,
        _l("電波がないとき、書きかけがあるとき"),
        _l("書いた文字は、書き始めたときからこの端末に残ります。電波が戻ると、自動で送ります。"),
        (
            _l("届いていない記録があると、件数がどの画面の上にも出ます。"),
            _l("「未送信の記録」を開くと、届いていない記録と書きかけが見え、続きを書けます。"),
            _l("サーバーに届いた書きかけは、同じ画面から、別の端末でも開けます。"),
            _l("同じ記録を2回送っても、1件になります。ほかの人が先に直していたときは、両方の文を並べて見せます。"),
            _l("サインアウトするときに届いていない記録があれば、残すか破棄するかを聞きます。"),
        ),
        "drafts.index",
        Picture("coordinator", "drafts/", "phone"),
        ("drafts", "field"),
    ),
    Topic(
        "after-visit",
        RECORDS,
        _l("訪問のあとに直す、先方へ送る"),
        _l("確定した記録も直せます。だれが、いつ、何を直したかが残ります。"),
        (
            _l("「企業訪問」の一覧から、その訪問を開きます。"),
            _l("直すときは「訂正」、写真を足すときは「写真・ファイルを添付」を押します。"),
            _l("「先方へのメール」を押すと、決まったこと、宿題、次回の日が文になります。送るのは、あなたのメールソフトです。"),
        ),
        "visits.index",
        Picture("coordinator", "visits/1", "phone"),
        ("attachments",),
    ),
    Topic(
        "meeting",
        RECORDS,
        _l("チームミーティングを記録する"),
        _l("訪問と訪問の合間に開きます。一つの会議で、何社でも扱えます。"),
        (
            _l("企業の画面か「チームミーティング」で「会議を記録」を押します。"),
            _l("ほかの企業も扱うときは、会議で扱う企業に足して「企業の選択を反映する」を押します。"),
            _l("課題ごとに「進んだ」「変わらない」「後退した」「解決した」から選び、決まったことを書きます。"),
            _l("宿題を足して「記録を確定」を押します。"),
        ),
        "meetings.new",
        Picture("coordinator", "meetings/new?company=1", "phone"),
        ("meetings", "challenges"),
    ),
    Topic(
        "actions",
        RECORDS,
        _l("宿題を片付ける"),
        _l("こちらの宿題も、企業側の宿題も、一つの一覧にあります。"),
        (
            _l("「宿題」を開きます。期限を過ぎたものには印が付いています。"),
            _l("終わったら「完了にする」、延ばすなら「1週間延期」を押します。"),
            _l("訪問に関係のない宿題は「宿題を追加」で足します。会議に持っていくなら「印刷用の一覧」が使えます。"),
        ),
        "actions.index",
        Picture("coordinator", "actions/", "phone"),
        ("actions",),
    ),
    Topic(
        "search",
        RECORDS,
        _l("記録を探す"),
        _l("企業、人、訪問、会議、課題、宿題、成果を、どの画面からも一度に探せます。"),
        (
            _l("画面の上の「検索」に言葉を入れます。キーボードでは、スラッシュを押すとそこに移ります。"),
            _l("全角と半角、ひらがなとカタカナ、株式会社の書き方は区別しません。2文字の言葉でも探せます。"),
            _l("見つかったものを押すと、その記録が開きます。あなたが見られないものは、出てきません。"),
        ),
        "search.show",
        Picture("coordinator", "search/?q=架空", "phone"),
        ("search",),
    ),
    Topic(
        "diary",
        RECORDS,
        _l("業務日誌を仕上げる"),
        _l("訪問と会議の時間は、記録から入ります。もう一度書くことはありません。"),
        (
            _l("「業務日誌」の「今週の時間を入力」で、準備や移動など、ほかの時間を足します。"),
            _l("月が終わったら、その月を開いて確かめ、「本人確定にする」を押します。"),
            _l("責任者が「責任者確認にする」を押すと、その月は締まります。直すときは、責任者が差し戻します。"),
        ),
        "diaries.index",
        Picture("coordinator", "diaries/1/2026-11", "desk"),
        ("diaries", "work_log", "own_hours", "travel", "trainings"),
    ),
    Topic(
        "rating",
        TEAMS,
        _l("自分とほかの人を評価する"),
        _l("五つの項目を、選ぶたびに保存します。だれが何点を付けたかは、ほかの担い手には見えません。"),
        (
            _l("「自分の評価」を開き、評価する人を選びます。一緒に行った訪問が、項目の横に出ます。"),
            _l("点を選びます。分からないときは「評価できない」を選びます。0点にはなりません。"),
            _l("「保存して次の人へ」を押して続けます。途中でやめても、そこまでは残ります。"),
            _l("全員が済んだら提出します。締め切られるまでは直せます。公開されたあとは「私の結果」で見られます。"),
        ),
        "assessments.mine",
        Picture("coordinator", "assessments/mine", "phone"),
    ),
    Topic(
        "round",
        TEAMS,
        _l("評価の時期を始め、締め切り、公開する"),
        _l("だれの結果を示せるかを、始める前に一人ずつ確かめられます。"),
        (
            _l("「評価時期を準備」を押し、締切日と評価のしかたを決めます。"),
            _l("結果を示せない人がいれば、足すとよい評価の案が出ます。案を受け入れてから「受付を始める」を押します。"),
            _l("提出していない人には「催促する」で知らせます。"),
            _l("「締め切る」を押しても、結果はまだ出ません。「結果を公開する」を押すと、全員に同時に示されます。"),
        ),
        "assessments.index",
        Picture("manager", "assessments/new", "desk"),
        ("assessments",),
    ),
    Topic(
        "staffing",
        TEAMS,
        _l("体制を決める、変える"),
        _l("一社に主担当が一人、副担当が一人以上です。足りない体制には印が付きます。"),
        (
            _l("「体制」を開き、企業を選びます。「体制を変える」「主担当を交代」「代行を決める」から選びます。"),
            _l("どの日から変わるかを入れます。それまでの記録には、それまでの体制が残ります。"),
            _l("迷うときは「体制の提案」で「提案を作る」を押します。弱い項目を補い合う組み合わせを計算します。"),
            _l("提案は一行ずつ受け入れます。自動で変わることはありません。"),
        ),
        "staffing.index",
        Picture("manager", "staffing/", "desk"),
        ("staffing", "suggestions", "absences", "exclusions", "load_caps", "stand_ins", "load"),
    ),
    Topic(
        "monday",
        MANAGERS,
        _l("月曜日に、動いていないところを見る"),
        _l("対応が必要なことが、いちばん上にまとまっています。"),
        (
            _l("「ダッシュボード」を開きます。「対応が必要なこと」に、だれの、いつからの、何が足りないかが並びます。"),
            _l("行を押すと、直す画面に移ります。今は待つと決めたものは、理由を書いて「保留」にします。"),
            _l("「企業と月」の表で、訪問のなかった月を見ます。数を押すと、その記録の一覧になります。"),
            _l("訪問のなかった月に訳があれば「見送りにする」を選び、理由を残します。"),
            _l("「案件のフェーズ」で、長く動いていない案件を見ます。"),
        ),
        "dashboard.show",
        Picture("manager", "", "desk"),
        ("dashboard", "snoozes", "phases", "months"),
    ),
    Topic(
        "closing",
        MANAGERS,
        _l("月を締める"),
        _l("一社一分で確かめます。締めた月は、理由を書かないと変わりません。"),
        (
            _l("「月次締め」から月を開きます。企業ごとに、足りないものが出ます。"),
            _l("足りないものを直すか、見送りにして「締める」を押します。理由を書けば「このまま締める」こともできます。"),
            _l("足りないもののない企業は、まとめて締められます。"),
        ),
        "closing.index",
        Picture("manager", "closing/2026-10", "desk"),
        ("closing",),
    ),
    Topic(
        "leaving",
        MANAGERS,
        _l("離れる人の仕事を引き継ぐ"),
        _l("その人が受け持つものが一つの画面に並び、一度に引き継げます。"),
        (
            _l("「担い手」からその人を開き、「引き継ぐものを見る」を押します。"),
            _l("最後の日を入れ、企業、予定、宿題、下書きのそれぞれに、引き受ける人を選びます。"),
            _l("「内容を確かめる」で、何が起きるかを読みます。ここまでは、何も変わりません。"),
            _l("「引継ぎを実行」を押します。過去の記録に残る名前は変わりません。"),
        ),
        "producers.index",
        Picture("manager", "producers/3/handover/", "desk"),
        ("handovers",),
    ),
    Topic(
        "next-year",
        MANAGERS,
        _l("次の年度の事業を作る"),
        _l("続ける企業と体制、人、設定を、今の事業から一度に移します。"),
        (
            _l("「事業の設定」から「次の年度の事業を作る」を開きます。"),
            _l("続ける企業と人を選びます。終わっていない案件のある企業が、はじめから選ばれています。"),
            _l("作ったあとも、今の事業はそのまま読めます。上の「事業を切り替える」で行き来します。"),
        ),
        "programmes.edit",
        Picture("manager", "next-year/", "desk"),
        ("next_year",),
    ),
    Topic(
        "people",
        MANAGERS,
        _l("利用者を登録する"),
        _l("担い手と、サインインする人とは別に登録します。メールアドレスが同じなら、つながります。"),
        (
            _l("「利用者と役割」で「利用者を登録」を押します。"),
            _l("メールアドレスと役割を入れます。監査の人には利用終了日も決めます。"),
            _l("最初のパスワードを本人に渡します。本人はサインインしてから変えられます。"),
        ),
        "members.index",
        Picture("manager", "members/new", "desk"),
        ("members", "producers", "programmes"),
    ),
    Topic(
        "roster",
        DATA,
        _l("名簿と手書きの記録簿を取り込む"),
        _l("今お使いのExcelのまま取り込めます。書き込む前に、何が変わるかを確かめられます。"),
        (
            _l("企業、案件、担い手は「名簿の取込」で、これまでの訪問の記録は「記録簿の取込」で取り込みます。"),
            _l("ファイルを選び「中身を確かめる」を押します。この時点では、何も書き込みません。"),
            _l("読めない行は、理由と行の番号が出ます。直してからもう一度選べます。"),
            _l("確かめて「取り込む」を押します。記録簿は、まとめて取り消せます。"),
        ),
        "roster.new",
        Picture("manager", "roster/new", "desk"),
        ("roster", "hand_log", "unassigned"),
    ),
    Topic(
        "report",
        DATA,
        _l("報告書を出す"),
        _l("画面の数とExcelの数は、同じところから出ます。どの数も、押すと元の記録になります。"),
        (
            _l("「報告書」を開き、基準日を入れて「この日で表示する」を押します。"),
            _l("「出す前に確かめること」を上から片付けます。残っていても、出すことはできます。"),
            _l("「Excelをダウンロード」を押します。"),
        ),
        "report.show",
        Picture("clerk", "report/", "desk"),
        ("report",),
    ),
    Topic(
        "outcomes",
        DATA,
        _l("成果を記録し、集計を見る"),
        _l("成果は区分と日付を付けて残し、延べ件数と実企業数で数えます。"),
        (
            _l("企業の画面か「成果」で「成果を記録」を押します。展示会から生まれた成果は、展示会も選びます。"),
            _l("「成果の集計」で、区分ごと、企業ごとの数を見ます。数を押すと、その成果が並びます。"),
            _l("「最初の一歩から事業化まで」では、案件ごとの歩みを一本の線で見られます。"),
        ),
        "outcomes.index",
        Picture("manager", "outcomes/overview", "desk"),
        ("outcomes", "exhibitions", "voices"),
    ),
    Topic(
        "audit",
        DATA,
        _l("だれが何を変えたかを調べる"),
        _l("すべての変更が残り、書き換えることはできません。"),
        (
            _l("「変更の記録」を開き、利用者、対象、日付で絞り込みます。"),
            _l("マネージャーは「記録が書き換えられていないか確かめる」で、記録のつながりを調べられます。"),
            _l("残してはいけない文を書いてしまったときは「墨消し」を使います。文は消え、消したことが残ります。"),
        ),
        "audit.index",
        Picture("manager", "audit/", "desk"),
        ("audit", "redactions"),
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}
_BY_BLUEPRINT = {blueprint: topic for topic in TOPICS for blueprint in topic.blueprints}
_BY_ENDPOINT = {"assessments.mine": "rating", "assessments.rate": "rating", "assessments.my_results": "rating"}


def topic_of(endpoint: str) -> Topic | None:
    """What the help says about a page; None where no topic is nearer than the list of all."""
    if endpoint in _BY_ENDPOINT:
        return BY_SLUG[_BY_ENDPOINT[endpoint]]
    return _BY_BLUEPRINT.get(endpoint.partition(".")[0])


def picture_file(topic: Topic, locale: str) -> str:
    """Below ``static/``."""
    return f"help/{locale}/{topic.slug}.png"
