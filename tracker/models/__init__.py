"""What is stored: columns and constraints, one class a file."""

from tracker.models.absence import Absence
from tracker.models.account import Account
from tracker.models.account_link import AccountLink
from tracker.models.account_session import AccountSession
from tracker.models.adjustment_group import AdjustmentGroup
from tracker.models.assessment_round import AssessmentRound
from tracker.models.assignment import Assignment
from tracker.models.attachment import Attachment
from tracker.models.audit_entry import AuditEntry
from tracker.models.audit_head import AuditHead
from tracker.models.audit_text import AuditText
from tracker.models.board_exception import BoardException
from tracker.models.board_head import BoardHead
from tracker.models.board_line import BoardLine
from tracker.models.board_mark import BoardMark
from tracker.models.calendar_feed import CalendarFeed
from tracker.models.challenge import Challenge
from tracker.models.challenge_progress import ChallengeProgress
from tracker.models.closed_month_change import ClosedMonthChange
from tracker.models.company import Company
from tracker.models.company_alias import CompanyAlias
from tracker.models.competency_item import CompetencyItem
from tracker.models.design_box import DesignBox
from tracker.models.design_sheet import DesignSheet
from tracker.models.design_snapshot import DesignSnapshot
from tracker.models.design_snapshot_box import DesignSnapshotBox
from tracker.models.dialogue_tool import DialogueTool
from tracker.models.digest_mail import DigestMail
from tracker.models.enrolled_case import EnrolledCase
from tracker.models.enrolment import Enrolment
from tracker.models.exclusion import Exclusion
from tracker.models.excused_month import ExcusedMonth
from tracker.models.exhibition import Exhibition
from tracker.models.exhibition_attendance import ExhibitionAttendance
from tracker.models.exhibition_company import ExhibitionCompany
from tracker.models.exhibition_visit import ExhibitionVisit
from tracker.models.extra_pair import ExtraPair
from tracker.models.field_draft import FieldDraft
from tracker.models.form_template import FormTemplate
from tracker.models.form_version import FormVersion
from tracker.models.hand_in import HandIn
from tracker.models.hidden_reason import HiddenReason
from tracker.models.hours_rule import HoursRule
from tracker.models.item_version import ItemVersion
from tracker.models.link_mail import LinkMail
from tracker.models.load_cap import LoadCapSetting
from tracker.models.log_entry import LogEntry
from tracker.models.log_memory import LogMemory
from tracker.models.log_upload import LogUpload
from tracker.models.manager_rating import ManagerRating
from tracker.models.market_feedback import MarketFeedback
from tracker.models.meeting_case import MeetingCase
from tracker.models.meeting_participant import MeetingParticipant
from tracker.models.meeting_section import MeetingSection
from tracker.models.membership import Membership
from tracker.models.membership_role import MembershipRole
from tracker.models.merged_row import MergedRow
from tracker.models.month_close import MonthClose
from tracker.models.narrative_version import NarrativeVersion
from tracker.models.next_action import NextAction
from tracker.models.organisation import Organisation
from tracker.models.outcome import Outcome
from tracker.models.outcome_challenge import OutcomeChallenge
from tracker.models.outcome_exhibition import OutcomeExhibition
from tracker.models.own_hours import OwnHours
from tracker.models.passkey import Passkey
from tracker.models.phase_reason import PhaseReason
from tracker.models.producer import Producer
from tracker.models.programme import Programme
from tracker.models.purge import Purge
from tracker.models.rating import Rating
from tracker.models.rating_pair import RatingPair
from tracker.models.recovery_code import RecoveryCode
from tracker.models.redaction import Redaction
from tracker.models.retention_hold import RetentionHold
from tracker.models.roster_upload import RosterUpload
from tracker.models.round_adjustment import RoundAdjustment
from tracker.models.round_item import RoundItem
from tracker.models.round_manager import RoundManager
from tracker.models.round_reminder import RoundReminder
from tracker.models.round_result import RoundResult
from tracker.models.score_look import ScoreLook
from tracker.models.search_text import SearchText
from tracker.models.settlement import Settlement
from tracker.models.sign_in_attempt import SignInAttempt
from tracker.models.snooze import Snooze
from tracker.models.spent_challenge import SpentChallenge
from tracker.models.stand_in import StandIn
from tracker.models.submission import Submission
from tracker.models.submission_content import SubmissionContent
from tracker.models.submission_form import SubmissionForm
from tracker.models.submission_note import SubmissionNote
from tracker.models.submission_withdrawal import SubmissionWithdrawal
from tracker.models.support_case import SupportCase
from tracker.models.team_meeting import TeamMeeting
from tracker.models.tool_part import ToolPart
from tracker.models.tool_use import ToolUse
from tracker.models.totp_secret import TotpSecret
from tracker.models.training import Training
from tracker.models.training_attendee import TrainingAttendee
from tracker.models.travel import Travel
from tracker.models.unassigned_note import UnassignedNote
from tracker.models.visit import Visit
from tracker.models.visit_case import VisitCase
from tracker.models.visit_confirmation import VisitConfirmation
from tracker.models.visit_participant import VisitParticipant
from tracker.models.work_log import WorkLog
from tracker.models.work_month import WorkMonth

__all__ = [
    "Absence",
    "Account",
    "AccountLink",
    "AccountSession",
    "AdjustmentGroup",
    "AssessmentRound",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "AuditText",
    "BoardException",
    "BoardHead",
    "BoardLine",
    "BoardMark",
    "CalendarFeed",
    "Challenge",
    "ChallengeProgress",
    "ClosedMonthChange",
    "Company",
    "CompanyAlias",
    "CompetencyItem",
    "DesignBox",
    "DesignSheet",
    "DesignSnapshot",
    "DesignSnapshotBox",
    "DialogueTool",
    "DigestMail",
    "EnrolledCase",
    "Enrolment",
    "Exclusion",
    "ExcusedMonth",
    "Exhibition",
    "ExhibitionAttendance",
    "ExhibitionCompany",
    "ExhibitionVisit",
    "ExtraPair",
    "FieldDraft",
    "FormTemplate",
    "FormVersion",
    "HandIn",
    "HiddenReason",
    "HoursRule",
    "ItemVersion",
    "LinkMail",
    "LoadCapSetting",
    "LogEntry",
    "LogMemory",
    "LogUpload",
    "ManagerRating",
    "MarketFeedback",
    "MeetingCase",
    "MeetingParticipant",
    "MeetingSection",
    "Membership",
    "MembershipRole",
    "MergedRow",
    "MonthClose",
    "NarrativeVersion",
    "NextAction",
    "Organisation",
    "Outcome",
    "OutcomeChallenge",
    "OutcomeExhibition",
    "OwnHours",
    "Passkey",
    "PhaseReason",
    "Producer",
    "Programme",
    "Purge",
    "Rating",
    "RatingPair",
    "RecoveryCode",
    "Redaction",
    "RetentionHold",
    "RosterUpload",
    "RoundAdjustment",
    "RoundItem",
    "RoundManager",
    "RoundReminder",
    "RoundResult",
    "ScoreLook",
    "SearchText",
    "Settlement",
    "SignInAttempt",
    "Snooze",
    "SpentChallenge",
    "StandIn",
    "Submission",
    "SubmissionContent",
    "SubmissionForm",
    "SubmissionNote",
    "SubmissionWithdrawal",
    "SupportCase",
    "TeamMeeting",
    "ToolPart",
    "ToolUse",
    "TotpSecret",
    "Training",
    "TrainingAttendee",
    "Travel",
    "UnassignedNote",
    "Visit",
    "VisitCase",
    "VisitConfirmation",
    "VisitParticipant",
    "WorkLog",
    "WorkMonth",
]
