"""The form of the roster import."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from tracker.web.forms import BaseForm


class UploadRosterForm(BaseForm):
    """One workbook."""

    file = FileField(
        _l("名簿のファイル"),
        [FileRequired(_l("Excelブック（.xlsx）を選んでください。"))],
        description=_l("Excelブック（.xlsx）、10MBまで"),
    )
