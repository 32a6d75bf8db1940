"""The sheets and columns of a roster, under every name that associations give them."""

from tracker.workbooks.tables import Column

NAMES_OF_COMPANIES = (
    "企業名",
    "会社名",
    "社名",
    "支援企業名",
    "支援企業",
    "支援先企業",
    "支援先",
    "企業",
    "法人名",
    "商号",
    "事業者名",
)
READINGS = (
    "フリガナ",
    "カナ",
    "よみ",
    "よみがな",
    "読み",
    "読み仮名",
    "読みがな",
    "カナ名",
    "企業名カナ",
    "氏名カナ",
    "会社名カナ",
)

MUNICIPALITY = Column("municipality", "市区町村", ("市区町村名", "市町村", "市町村名", "市区郡町村"))
COMPANY_COLUMNS = (
    Column("name", "企業名", NAMES_OF_COMPANIES, required=True),
    Column("number", "No.", ("No", "番号", "通番", "項番", "連番", "#")),
    Column("kana", "フリガナ", READINGS),
    Column("corporate_number", "法人番号"),
    Column("prefecture", "都道府県", ("都道府県名", "県", "県名")),
    MUNICIPALITY,
    Column("address", "所在地", ("住所", "本社所在地", "本社住所", "企業所在地")),
    Column("starts_on", "支援開始日", ("開始日", "支援開始", "支援開始年月日", "支援期間開始", "支援期間開始日"), required=True),
    Column("ends_on", "支援終了日", ("終了日", "支援終了", "支援終了年月日", "支援期間終了", "支援期間終了日", "支援終了予定日")),
    Column("lead", "主担当", ("主担当者", "主担当者名", "主担当名", "主担当氏名"), repeated=True, required=True),
    Column("sub_leads", "副担当", ("副担当者", "副担当者名", "副担当名", "副担当氏名"), repeated=True, required=True),
    Column("remarks", "備考", ("メモ", "摘要", "特記事項")),
)
PRODUCER_COLUMNS = (
    Column(
        "name", "氏名", ("名前", "担い手", "担い手名", "担い手氏名", "支援者", "支援者名", "担当者", "担当者名"), required=True
    ),
    Column("number", "No.", ("No", "番号", "通番", "項番", "連番", "#")),
    Column("kana", "フリガナ", READINGS),
    Column("category", "区分", ("種別", "所属区分", "職種", "役割", "立場")),
    Column("email", "メールアドレス", ("メール", "Eメール", "E-mail", "email", "mail", "mailアドレス", "電子メール", "アドレス")),
    Column("joined_on", "参加日", ("着任日", "就任日", "開始日", "参加開始日", "在籍開始日", "担当開始日")),
    Column("left_on", "離任日", ("退任日", "終了日", "参加終了日", "在籍終了日", "担当終了日")),
)
CASE_COLUMNS = (
    Column("company", "企業名", NAMES_OF_COMPANIES, required=True),
    Column("number", "案件番号", ("案件No", "No", "番号", "案件ID")),
    Column("title", "案件名", ("案件", "件名", "案件名称", "テーマ", "題名", "支援テーマ"), required=True),
    Column("kind", "種別", ("区分", "案件種別", "案件区分", "分類", "種類")),
)
COMPANY_SHEETS = (
    "支援企業",
    "支援企業一覧",
    "支援企業名簿",
    "支援先",
    "支援先企業",
    "支援先一覧",
    "企業",
    "企業一覧",
    "企業名簿",
)
PRODUCER_SHEETS = ("担い手", "担い手一覧", "担い手名簿", "イノベP担い手", "支援者", "支援者一覧", "支援者名簿", "プロデューサー")
CASE_SHEETS = ("案件", "案件一覧", "支援案件", "支援案件一覧")
