"""What is looked for; in the address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.domain.search import LONGEST_QUERY, Query, read_query
from tracker.web.forms import BaseForm, LineField


class SearchForm(BaseForm):
    class Meta:
        csrf = False

    q = LineField(
        _l("検索する言葉"),
        description=_l("例：カッター　試作。空白で区切ると、すべての言葉があるものを探します。"),
        render_kw={"maxlength": LONGEST_QUERY},
    )

    def read(self) -> Query | None:
        """None where nothing was typed; RuleBroken for what nothing can be found by."""
        return read_query(self.q.data or "")
