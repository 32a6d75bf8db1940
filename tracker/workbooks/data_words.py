"""What tables, fields and choices are called for the person or company to whom their data is handed out: Japanese and English.

The words are those of the pages and of the report; a file that leaves the house is read without the program's language switch.
"""

from __future__ import annotations

from functools import lru_cache

_TABLES = """
absence 不在|Absences
account 利用者|Account
assignment 担当|Assignments
attachment 添付|Attachments
challenge 課題|Challenges
challenge_progress 課題の進み|Progress of challenges
company 支援企業|Company
company_alias 支援企業の別名|Earlier names of the company
design_box 経営デザインシートの欄|Boxes of the design sheet
design_sheet 経営デザインシート|Design sheet
design_snapshot 経営デザインシートの保存版|Saved versions of the design sheet
design_snapshot_box 経営デザインシートの保存版の欄|Boxes of the saved versions
enrolled_case 事業での案件|Cases in the programme
enrolment 事業での支援|Support in the programme
exclusion 担当しない組み合わせ|Excluded pairings
excused_month 見送りの月|Excused months
exhibition_attendance 展示会への同行|Attendance of exhibitions
exhibition_company 展示会の出展企業|Companies at exhibitions
exhibition_visit 展示会と訪問|Exhibitions and visits
extra_pair 評価の組|Pairs of an assessment
load_cap 担当社数の上限|Caps of companies
log_entry 記録簿の行|Lines of an imported log
log_memory 記録簿の読み方|How an imported log is read
market_feedback 市場の声|Market feedback
meeting_case チームミーティングの案件|Cases in team meetings
meeting_participant チームミーティングの参加|Attendance of team meetings
meeting_section チームミーティングの記録|Records of team meetings
month_close 月次締め|Closed months
narrative_version 成果のまとめ文|Narratives
next_action 宿題|Next actions
outcome 成果|Outcomes
outcome_challenge 成果と課題|Outcomes and challenges
outcome_exhibition 成果と展示会|Outcomes and exhibitions
passkey パスキー|Passkeys
phase_reason フェーズの理由|Reasons of phases
producer 担い手|Supporter
settlement 確認済みの事項|Settled questions
stand_in 代行|Stand-ins
support_case 案件|Cases
tool_use 対話のツールの使用|Use of dialogue tools
totp_secret 二段階認証|Second factor
training_attendee 研修への参加|Attendance of trainings
travel 移動|Journeys
unassigned_note 案件未指定の記録|Records of no case
visit 企業訪問|Visits
visit_case 訪問の案件ごとの記録|Records of visits by case
visit_confirmation 訪問のあとの連絡|Messages after visits
visit_participant 訪問の参加|Attendance of visits
work_log 従事時間|Hours
work_month 業務日誌の月|Months of the diary
"""
_FIELDS = """
accepted_by 承認した人|Accepted by
account_id 利用者の番号|Account no.
action_id 宿題の番号|Next action no.
approved_at 確認した日時|Checked at
approved_by 確認した人|Checked by
approved_reason 確認の取消しの理由|Reason for taking the check back
attendance 出席|Attendance
attended_on 同行した日|Attended on
before 取込の前の値|Value before the import
box 欄|Box
break_minutes 休憩（分）|Break (minutes)
came_up_meeting_id 出てきた会議の番号|Meeting in which it came up, no.
came_up_visit_id 出てきた訪問の番号|Visit in which it came up, no.
caption 添付の説明|Caption
case_id 案件の番号|Case no.
category 区分|Category
challenge_id 課題の番号|Challenge no.
challenges 課題|Challenges
closed_by 締めた人|Closed by
companies 担当社数の上限|Most companies
company_id 企業の番号|Company no.
confirmed_at 確定した日時|Confirmed at
confirmed_by 確定した人|Confirmed by
confirmed_by_name 確認した人|Confirmed by
confirmed_on 確認した日|Confirmed on
confirmed_reason 確定の取消しの理由|Reason for taking the confirmation back
contact_email 連絡担当者のメールアドレス|Mail address of the contact
contact_name 連絡担当者|Contact
contact_phone 連絡担当者の電話番号|Phone number of the contact
corporate_number 法人番号|Corporate number
cost_yen 費用（円）|Cost (yen)
counted 数えた分|Minutes counted
counterparts 先方の出席者|Present on their side
created_at 登録した日時|Made at
deactivated_at 停止した日時|Deactivated at
decided_on 決めた日|Decided on
decisions 決まったこと|Decisions
deleted_at 削除した日時|Deleted at
description 内容|Description
digest_mail 今週のまとめを受け取る|Gets the weekly summary
distance_km 距離（km）|Distance (km)
done_on 完了日|Done on
due_on 期限|Due on
duration_minutes 時間（分）|Duration (minutes)
email メールアドレス|Mail address
end_time 終了時刻|End
ends_on 終了日|Ends on
enrolment_id 事業での支援の番号|Support no.
evidence 裏付け|Evidence
exhibit 出展したもの|Exhibit
exhibition_id 展示会の番号|Exhibition no.
facts 聞いたこと・見たこと|Facts heard and seen
field 項目|Field
file_name ファイル名|File name
finalised_at 確定した日時|Made final at
finding 気づき|Finding
from_on 前の訪問日|Earlier visit
from_place 出発地|From
has_concrete_plan 具体的な計画がある|Has a concrete plan
has_stable_business 主な事業が安定している|Has a stable main business
heard_on 聞いた日|Heard on
id 番号|No.
internal_memo 内部メモ|Internal memo
interpretation 診断・企て|Diagnosis and plan
is_confidential 社外秘|Confidential
is_next 次回の予定|Is the next visit
is_note メモの写真|Is a picture of notes
is_own 個別の上限|Is their own cap
is_provisional 仮の値|Is provisional
is_synced 端末の間で同期される|Is synced between devices
kana フリガナ|Reading
kind 種類|Kind
kind_detail 「その他」の内容|Which other
label_noted 記録したときの名前|Label when noted
leads 主担当の上限|Most leads
leaves_at 出発時刻|Leaves at
letter_sent_at 礼状を送った日時|Letter sent at
lines 確定した業務日誌の行|Confirmed lines of the diary
locale 画面の言語|Language of pages
made_at 登録した日時|Registered at
may_be_named 名前を出せる|May be named
means 移動の手段|Means
media_type ファイルの形式|Media type
meeting_count 会議の数|Meetings
meeting_id 会議の番号|Meeting no.
meeting_on 会議の日|Day of the meeting
minutes 時間（分）|Minutes
minutes_back 帰り（分）|Way back (minutes)
minutes_both 往復（分）|Both ways (minutes)
minutes_out 行き（分）|Way out (minutes)
missing_count 合間の会議がない数|Gaps without a meeting
mode 形態|Mode
month_on 月|Month
municipality 市区町村|Municipality
name 名前|Name
note メモ|Note
number 番号|Number
organisation_id 実施機関の番号|Association no.
other_attendees そのほかの出席者|Others present
outcome_id 成果の番号|Outcome no.
outcome_on 成果の日|Day of the outcome
outcomes 成果|Outcomes
owner_id 担当する担い手の番号|Owner, supporter no.
owner_name 担当する先方の人|Owner on their side
part_id ツールの部分の番号|Part of the tool, no.
per 数える単位|Counted by
phase フェーズ|Phase
place 場所|Place
position 並び順|Position
prefecture 都道府県|Prefecture
producer_id 担い手の番号|Supporter no.
programme_id 事業の番号|Programme no.
raised_on 挙がった日|Raised on
ratee_id 評価される人の番号|Rated person, no.
rater_id 評価する人の番号|Rater, no.
reason 理由|Reason
record_state 下書き・確定|Draft or final
redacted_at 墨消しした日時|Redacted at
refused_at 使えなかった日時|Refused at
remark 備考|Remark
remarks 備考|Remarks
reopened_at 締めを解除した日時|Reopened at
reopened_by 締めを解除した人|Reopened by
reopened_reason 解除の理由|Reason for reopening
report_summary 報告用要約|Report summary
restored_number 戻した版の番号|Version that was restored
returns_at 帰着時刻|Returns at
revoked_at 取り消した日時|Revoked at
role 役割|Role
round_id 評価時期の番号|Round no.
row 行|Row
rp_id サインインする場所|Site
section_id 会議の記録の番号|Record of a meeting, no.
settled_by 確認した人|Settled by
sheet_id 経営デザインシートの番号|Design sheet no.
size 大きさ（バイト）|Size (bytes)
snapshot_id 保存版の番号|Saved version no.
start_time 開始時刻|Start
starts_on 開始日|Starts on
state 状態|State
status 状態|Status
status_reason 状態の理由|Reason of the status
street 町名・番地|Street
taken_on 保存した日|Taken on
title 題名|Title
to_come 今後の対応事項|What is to come
to_on 後の訪問日|Later visit
to_place 到着地|To
tool_id ツールの番号|Tool no.
training_id 研修の番号|Training no.
travel_minutes 移動時間（分）|Travel (minutes)
travel_on 移動の日|Day of the journey
unit 数える刻み（分）|Unit (minutes)
upload_id 取込の番号|Import no.
used_at 最後に使った日時|Last used at
version_made 作ったときの版|Version made
visit_count 訪問の数|Visits
visit_id 訪問の番号|Visit no.
visit_on 訪問の日|Day of the visit
visitor 来場者|Visitor
visitor_kind 来場者の種類|Kind of visitor
wants_growth 成長の意欲がある|Wants to grow
way 端数の扱い|Rounding
what 宿題の内容|What
words 本文|Words
work 取組|Work
work_on 従事した日|Day of work
worked_diagnose 診断する|Diagnosed
worked_listen 聞く・聴く|Listened
worked_observe 見る・観る|Observed
worked_plan 企てる|Planned
written 書かれていた言葉|As written
"""


@lru_cache(maxsize=2)
def _read(block: str) -> dict[str, tuple[str, str]]:
    lines = (line.partition(" ") for line in block.strip().splitlines())
    return {name: (words.partition("|")[0], words.partition("|")[2]) for name, _blank, words in lines}


def table_words(name: str) -> tuple[str, str]:
    """What a table holds, in Japanese and in English; a table that nobody named is told by its own name."""
    return _read(_TABLES).get(name, (name, name))


def field_words(name: str) -> tuple[str, str]:
    """The same of a column."""
    return _read(_FIELDS).get(name, (name, name))
