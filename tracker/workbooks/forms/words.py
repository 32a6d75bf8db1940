"""What the filler of forms says when something cannot be read, taken or fitted."""

from tracker.domain.words import N_

TOO_MANY_SHEETS = N_("シートが%(limit)s枚を超えています。要らないシートを削除してから選んでください。")
TOO_MANY_FORM_CELLS = N_("様式が大きすぎます（セル%(limit)s個まで）。要らないシート、行、列を削除してから選んでください。")
TOO_MANY_FORMULAS = N_("様式の数式が多すぎるか、長すぎます（%(limit)s個まで）。要らないシートを削除してから選んでください。")
SIGNED = N_(
    "電子署名のある様式です。記入すると署名が無効になるため、受け付けていません。署名のない様式を発行元に求めてください。"
)

NAME_IS_BROKEN = N_("参照先のセルがなくなっています（#REF!）。")
NAME_LEAVES_THE_BOOK = N_("別のファイルを指しています。")
NAME_HAS_NO_SHEET = N_("参照先のシートがありません。")
NAME_IS_NO_PLACE = N_("セルではなく、値か数式です。")
NAME_IS_SEVERAL = N_("離れた複数の範囲を指しています。")

NO_SUCH_SHEET = N_("シート「%(sheet)s」がこの様式にありません。")
NO_SUCH_CELL = N_("「%(ref)s」というセルはありません。")
COVERED = N_("結合されたセル%(block)sの中です。左上の%(first)sに記入してください。")
LOCKED = N_("保護されたシートのロックされたセルです。")
FORMULA = N_("数式のセルです。数式は残します。")
HEADING = N_("テーブルの見出しのセルです。書き換えると、Excelがファイルを修復しようとします。")
NOT_IN_LIST = N_("「%(value)s」は選択肢にありません。選べる値：%(choices)s")
NOT_THAT_WHOLE = N_("「%(value)s」は書き込めません。この欄に入るのは整数だけです（%(bounds)s）。")
NOT_THAT_NUMBER = N_("「%(value)s」は書き込めません。この欄に入るのは数だけです（%(bounds)s）。")
NOT_THAT_DAY = N_("「%(value)s」は書き込めません。この欄に入るのは日付だけです（%(bounds)s）。")
NOT_THAT_LONG = N_("%(length)s文字あり、この欄に入る文字数（%(bounds)s）に合いません。")
ONLY_TEXT = N_("「%(value)s」は書き込めません。この欄に入るのは文字だけです。")
UNCHECKED = N_("この欄の入力規則（%(formula)s）は、ここでは確かめられません。Excelで開いて確かめてください。")
TOO_LONG = N_("%(length)s文字あり、Excelのセルに入る%(limit)s文字を超えています。")
NO_NUMBER = N_("数として書けない値です。")
NO_DAY = N_("%(value)sは、この様式の日付（%(first)s以降）として書けません。")

PROTECTED = N_("シートが保護されていて、行を挿入できません。")
MORE_THAN_ONE_LINE = N_("1件に%(lines)s行を使う明細なので、行を増やせません。")
MERGED_BLOCK = N_("明細の行をまたぐ結合セル%(block)sがあります。")
SHARED_FORMULA = N_("明細の行に共有された数式（%(ref)s）があります。")
ARRAY_FORMULA = N_("配列数式（%(ref)s）が明細にかかっています。")
TABLE = N_("テーブル%(block)sが明細にかかっています。")
POINTS_BY_TEXT = N_("INDIRECTかOFFSETを使う数式（%(place)s）があり、行を増やすと参照がずれるおそれがあります。")
CHART = N_("グラフが明細の行を参照しているか、明細にかかっています。")
UNCLEAR_FORMULA = N_("数式（%(ref)s）を新しい行にどう写せばよいか決められません。")
UNKNOWN_PART = N_("行を増やすと一緒に動かせない部品（%(part)s）がシートにあります。")
BANDS_OVERLAP = N_("ほかの明細と行が重なっています。")
SHEET_IS_FULL = N_("シートの最終行を超えます。")
