"""The forms of keeping, holding and taking away a year."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from tracker.domain.retention import FLOOR_YEARS, LONGEST_YEARS
from tracker.web.forms import AtMost, BaseForm, HiddenKeyField, HiddenVersionField, LineField, NumberField, Required


class KeepForm(BaseForm):
    version = HiddenVersionField()
    years = NumberField(
        _l("保存する年数"),
        [Required()],
        minimum=FLOOR_YEARS,
        maximum=LONGEST_YEARS,
        description=_l("年度の終わりから数えます。5年より短くはできません。"),
    )


class HoldForm(BaseForm):
    idempotency_key = HiddenKeyField()
    reason = LineField(
        _l("保全の理由"),
        [Required(), AtMost(300)],
        description=_l("検査、訴え、本人からの求めなど。変更の記録に残ります。"),
    )


class LiftForm(BaseForm):
    version = HiddenVersionField()
    reason = LineField(_l("保全を解除する理由"), [Required(), AtMost(300)], description=_l("変更の記録に残ります。"))


class PurgeForm(BaseForm):
    """What was seen is sent along: no more and no less is taken away."""

    idempotency_key = HiddenKeyField()
    seen = HiddenVersionField()
    reason = LineField(
        _l("消去の理由"),
        [Required(), AtMost(300)],
        description=_l("変更の記録に残ります。消去する記録の中身は書きません。"),
    )
    year = LineField(_l("消去する年度"), [Required(), AtMost(10)], description=_l("確かめのため、西暦4けたで入力します。"))
    understood = BooleanField(
        _l("元に戻せないことを確かめました"),
        [InputRequired(_l("元に戻せないことを確かめて、印を付けてください。"))],
    )
