"""The demonstration's challenges with their progress, one exhibition with the market's voice, and two trainings."""

from __future__ import annotations

from datetime import date, time, timedelta

from tracker.demonstration.stage import Stage, at_evening
from tracker.demonstration.year import next_working_day
from tracker.domain.challenges import NewChallenge, Progress, ProgressState
from tracker.domain.exhibitions import VisitorKind
from tracker.domain.trainings import Attendance, TrainingKind
from tracker.queries.challenges import list_choices
from tracker.services.challenges import raise_challenge
from tracker.services.exhibitions import ExhibitionRecord, Exhibitor, note_attendance, record_exhibition
from tracker.services.trainings import TrainingRecord, record_training
from tracker.services.voices import Voice, note_voice

# By place of the company: what stands in the way of its first case, then of its second.
CHALLENGES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("小ロットを頼める樹脂の協力会社がない", "販売価格の見通しが立たない"),),
    (("香りの持ちを数字で示せない", "容器の金型の費用が大きい"),),
    (("使う場面を説明する資料がない",),),
    (("組立の手順が分かりにくい", "運送中の傷が防げない"),),
    (("端材の量が月によって変わる",),),
    (("い草の色むらを嫌う設計者が多い",), ("自治体の防災備蓄の予算の時期が分からない",)),
)
CAME_UP = "検査を頼める機関を決めていない"
# What the team meetings say one after the other about the first open challenge.
STEPS: tuple[tuple[ProgressState, str], ...] = (
    (ProgressState.UNCHANGED, "候補の洗い出しから始める。"),
    (ProgressState.BETTER, "2社に条件を示した。"),
    (ProgressState.BETTER, "1社から前向きな返事があった。"),
    (ProgressState.WORSE, "納期が合わず、別の候補を探し直す。"),
    (ProgressState.SOLVED, "条件がまとまった。"),
)
EXHIBITION_DAYS_AGO = 42
VOICES: tuple[tuple[int, VisitorKind, str, str], ...] = (
    (0, VisitorKind.BUYER, "ホームセンターの工具担当", "この大きさなら棚に置ける。替えのフィルターも同じ棚で売りたい。"),
    (0, VisitorKind.END_USER, "町工場の保全担当", "掃除の手順が三つまでなら自分たちで使える。"),
    (0, VisitorKind.MAKER, "食品機械のメーカー", "水以外でも使えるかを知りたい。"),
    (1, VisitorKind.TRADER, "雑貨の卸", "香りが何日もつのか、数字が無いと店に説明できない。"),
    (1, VisitorKind.DESIGNER, "化粧品の容器の設計者", "ふたの開けやすさは今のものより良い。"),
)
TRAININGS: tuple[tuple[int, TrainingKind, str, str], ...] = (
    (20, TrainingKind.CLASSROOM, "架空の座学研修「聞く・聴く、見る・観る」", "架空講師"),
    (110, TrainingKind.WORKSHOP, "架空のワークショップ「展示会で市場の声を集める」", "架空講師"),
)


def raise_challenges(stage: Stage) -> None:
    """What stood in the way of every case when the year began."""
    raised_on = next_working_day(stage.plan.starts_on + timedelta(days=3))
    if raised_on > stage.plan.today:
        return
    for place, cases in enumerate(CHALLENGES):
        for case_id, titles in zip(stage.case_ids[place], cases, strict=False):
            for title in titles:
                raise_challenge(
                    stage.manager,
                    enrolment_id=stage.enrolment_ids[place],
                    case_id=case_id,
                    title=title,
                    raised_on=raised_on,
                    today=stage.plan.today,
                    now=at_evening(raised_on),
                )


def progress_of(stage: Stage, place: int, step: int, on: date) -> tuple[Progress, ...]:
    """What the meeting of that step says about the company's first open challenge."""
    asked = list_choices(stage.manager, [stage.enrolment_ids[place]], today=on)
    state, words = STEPS[step % len(STEPS)]
    return tuple(Progress(row.challenge_id, state, words) for row in asked[:1])


def came_up(stage: Stage, place: int, step: int) -> tuple[NewChallenge, ...]:
    """The challenge that came up in the third meeting of the first company."""
    return (NewChallenge(stage.case_ids[place][0], CAME_UP),) if (place, step) == (0, 2) else ()


def show_at_exhibition(stage: Stage) -> int | None:
    """An exhibition that two companies share, who of us was there, and what the market said; None before the year is that old."""
    starts_on = next_working_day(stage.plan.today - timedelta(days=EXHIBITION_DAYS_AGO))
    if starts_on <= stage.plan.starts_on:
        return None
    record = ExhibitionRecord(
        name="架空ものづくり展",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=2),
        place="架空国際展示場",
        organiser="架空展示会事務局",
        exhibitors=(
            Exhibitor(stage.enrolment_ids[0], stage.case_ids[0][0], "小型ろ過装置の試作1号"),
            Exhibitor(stage.enrolment_ids[1], stage.case_ids[1][0], "香りを保つ容器の試作品3種"),
        ),
    )
    exhibition_id = record_exhibition(stage.manager, record=record, now=at_evening(starts_on))
    for place in (0, 1):
        for producer_id in sorted(stage.team(place, starts_on)):
            note_attendance(
                stage.manager,
                exhibition_id,
                producer_id=producer_id,
                attended_on=starts_on + timedelta(days=place),
                start_time=time(10),
                end_time=time(17),
            )
    for place, kind, visitor, words in VOICES:
        heard_on = starts_on + timedelta(days=place)
        note_voice(
            stage.manager,
            exhibition_id=exhibition_id,
            enrolment_id=stage.enrolment_ids[place],
            voice=Voice(kind, words, heard_on, visitor, stage.case_ids[place][0]),
            today=stage.plan.today,
            now=at_evening(heard_on),
        )
    return exhibition_id


def hold_trainings(stage: Stage) -> None:
    """Two trainings of the ten: one was absent, one left early."""
    for place, (after, kind, title, lecturer) in enumerate(TRAININGS):
        on = next_working_day(stage.plan.starts_on + timedelta(days=after))
        if on > stage.plan.today:
            continue
        attendance: dict[int, tuple[Attendance, int | None]] = dict.fromkeys(stage.producer_ids, (Attendance.ATTENDED, None))
        attendance[stage.producer_ids[6 + place]] = (Attendance.ABSENT, None)
        attendance[stage.producer_ids[3 + place]] = (Attendance.PARTIAL, 90)
        record_training(
            stage.manager,
            record=TrainingRecord(
                training_on=on,
                title=title,
                kind=kind,
                start_time=time(13, 30),
                end_time=time(16, 30),
                lecturer=lecturer,
                place="架空産業振興協会 会議室",
                content="前半は講義、後半は二人一組の演習。",
                attendance=attendance,
            ),
            today=stage.plan.today,
            now=at_evening(on),
        )
