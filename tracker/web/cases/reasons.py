"""The forms for the reason of a phase begun out of order."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from tracker.domain.phases import INTERPRETING_PHASES
from tracker.web.forms import AtMost, BaseForm, LineField, Required
from tracker.web.labels import label


class PhaseReasonForm(BaseForm):
    """Why diagnosing or planning came before listening and observing."""

    idempotency_key = HiddenField()
    phase = RadioField(
        _l("フェーズ"), [Required()], choices=lambda: [(phase.value, label(phase)) for phase in INTERPRETING_PHASES]
    )
    reason = LineField(_l("先に進めた理由"), [Required(_l("先に進めた理由を入力してください。")), AtMost(300)])


class RevokeReasonForm(BaseForm):
    """Why a manager does not accept the reason."""

    version = HiddenField()
    why = LineField(_l("取り消す理由"), [Required(), AtMost(300)])
