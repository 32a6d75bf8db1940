"""The blueprint of team meetings, apart from its routes so that each verb's file can be read alone."""

from flask import Blueprint

from tracker.web.meetings.forms import say_meeting_mode

bp = Blueprint("meetings", __name__, url_prefix="/p/<programme>/meetings")
bp.add_app_template_filter(say_meeting_mode, "meeting_mode")
