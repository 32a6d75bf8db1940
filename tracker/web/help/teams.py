"""Assessment and staffing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.web.help.topic import TEAMS, Picture, Topic

TOPICS = (
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
        endpoints=("assessments.mine", "assessments.rate", "assessments.my_answers", "assessments.my_results"),
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
)
