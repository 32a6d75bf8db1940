"""The report, and what comes in and is asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.web.help.topic import DATA, Picture, Topic

TOPICS = (
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
            _l("「Excelをダウンロード」を押します。足りないものの一覧は、ブックにも載ります。"),
        ),
        "report.show",
        Picture("clerk", "report/", "desk"),
        ("report",),
    ),
    Topic(
        "submission",
        DATA,
        _l("提出した報告を残し、その後の変更を示す"),
        _l("提出した値とファイルは、そのまま残ります。あとで直した値は、前と後を並べて示せます。"),
        (
            _l("「報告書」で基準日と期間を選び、「この内容を提出にする」を押します。"),
            _l("名前と提出日を入れて「提出にする」を押し、「提出したファイルをダウンロード」で取ったファイルを送ります。"),
            _l("提出した期間の記録を直すときは、理由を入れます。直した値は「その後に変わったところ」に並びます。"),
            _l("「いまの値で再提出を作る」で、変わった値を並べたシートの付いたブックを作れます。"),
        ),
        "submissions.index",
        Picture("clerk", "report/submissions/new?as_of=2026-09-30", "desk"),
        ("submissions",),
    ),
    Topic(
        "outcomes",
        DATA,
        _l("成果を記録し、集計を見る"),
        _l("成果は区分と日付を付けて残し、延べ件数と実企業数で数えます。"),
        (
            _l(
                "企業の画面の「成果」か、メニューの「成果」で「成果を記録」を押します。展示会から生まれた成果は、展示会も選びます。"
            ),
            _l("「区分と企業の集計」で、区分ごと、企業ごとの数を見ます。数を押すと、その成果が並びます。"),
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
        Picture("manager", "redactions/new", "desk"),
        ("audit", "redactions"),
    ),
)
