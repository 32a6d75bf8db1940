"""What ``python -m tests.faults.planted`` plants: each is a slip that somebody could make, with the tests that must see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """``old`` stands in the file once, and becomes ``new``."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where two checks hold the same door, a fault takes both away: each alone is no hole."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def _fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(name, (Edit(file, old, new),), tests)


_RIGHTS, _SIGN_IN, _LINKS = "tests/house/test_rights.py", "tests/web/test_sign_in.py", "tests/services/test_links.py"
_HEADERS, _SEARCH, _RESULTS = "tests/web/test_headers.py", "tests/queries/test_search.py", "tests/queries/test_results.py"
_INJECTIONS, _CHOICES, _ACCOUNTS = (
    "tests/attacks/test_injections.py",
    "tests/attacks/test_choices.py",
    "tests/services/test_accounts.py",
)

FAULTS: tuple[Fault, ...] = (
    # rights
    _fault(
        "a route without a rule starts",
        "tracker/web/rights.py",
        "        if rule is None:\n            raise RuntimeError",
        "        if rule is None:\n            continue\n            raise RuntimeError",
        "tests/house/test_rules.py::test_an_address_without_a_rule_does_not_start",
    ),
    _fault(
        "the rule of a page is not asked",
        "tracker/application.py",
        "    app.before_request(rights.enforce)\n",
        "",
        f"{_RIGHTS}::test_who_may_read_what[members.new]",
    ),
    _fault(
        "a page has the rule of another",
        "tracker/web/members/routes.py",
        "@may(Act.PEOPLE)\n@writes\ndef new()",
        "@may(Act.BOARD)\n@writes\ndef new()",
        f"{_RIGHTS}::test_who_may_read_what[members.new]",
    ),
    _fault(
        "the clerk reads the internal memo",
        "tracker/domain/access.py",
        "Act.MEMO: {_C: _TEAM, _M: _YES, _K: _HIDDEN",
        "Act.MEMO: {_C: _TEAM, _M: _YES, _K: _YES",
        "tests/web/test_visits.py::test_the_notes_are_read_at_record_depth_and_the_memo_by_team_and_manager",
    ),
    _fault(
        "the auditor sees phone and mail in full",
        "tracker/domain/access.py",
        "return self.roles <= {Role.AUDITOR}",
        "return False",
        "tests/queries/test_companies.py::test_an_auditor_reads_contacts_with_phone_and_mail_masked",
    ),
    _fault(
        "a visit of another programme is found by its number",
        "tracker/queries/visits.py",
        ".where(Visit.id == visit_id, scope.in_programme(viewer, Visit.programme_id), scope.board(), living)",
        ".where(Visit.id == visit_id, scope.board(), living)",
        "tests/web/test_visits.py::test_a_visit_of_another_programme_is_not_found_by_its_number",
    ),
    _fault(
        "a visit of another team is corrected by its number",
        "tracker/services/visit_rows.py",
        "        scope.visit_record(viewer, today, Act.LOG),\n    )\n    enrolment_id",
        "    )\n    enrolment_id",
        "tests/services/test_visits.py::test_who_is_not_on_the_team_writes_nothing",
    ),
    _fault(
        "a word of a memo is found by whoever reads the record",
        "tracker/queries/search.py",
        "_at_depth(scope.visit_record(viewer, today), scope.visit_record(viewer, today, Act.MEMO))",
        "_at_depth(scope.visit_record(viewer, today), scope.visit_record(viewer, today))",
        f"{_SEARCH}::test_memos_are_found_by_those_who_read_them",
    ),
    _fault(
        "the company's record is found from outside its team",
        "tracker/queries/search.py",
        ".where(_at_depth(scope.company_record(viewer, today)))",
        "",
        f"{_SEARCH}::test_contact_persons_are_of_the_record_and_phones_are_never_searched",
    ),
    _fault(
        "a role is taken from the form",
        "tracker/web/viewing.py",
        "            g.viewer = g.standing.viewer\n",
        "            standing = g.standing.viewer\n"
        '            g.viewer = replace(standing, roles=standing.roles | frozenset(request.form.getlist("role")))\n',
        f"{_CHOICES}::test_a_role_in_a_form_opens_nothing",
    ),
    _fault(
        "a manager gives themselves a role",
        "tracker/services/accounts.py",
        "    if membership.account_id == viewer.account_id:\n        raise NotAllowed\n",
        "",
        f"{_ACCOUNTS}::test_nobody_gives_themselves_a_role",
    ),
    _fault(
        "a manager takes the second factor from somebody of another programme",
        "tracker/services/links.py",
        "    account = account_for(viewer, account_id)\n    if list_managed_by_others(viewer, (account.id,), tokyo_day(now)):\n",
        "    account = account_for(viewer, account_id)\n    if False:\n",
        f"{_LINKS}::test_whoever_takes_in_somebody_of_another_programme_takes_no_way_in_from_them",
    ),
    _fault(
        "a place that has ended opens the programme",
        "tracker/queries/accounts.py",
        '        Programme.slug == bindparam("slug"),\n'
        '        Membership.account_id == bindparam("account"),\n'
        "        _has_not_ended(Membership),\n",
        '        Programme.slug == bindparam("slug"),\n        Membership.account_id == bindparam("account"),\n',
        f"{_ACCOUNTS}::test_an_auditor_s_access_ends_after_its_last_day",
    ),
    # ratings
    _fault(
        "two raters are enough for a mean",
        "tracker/domain/scores.py",
        "FLOOR_OF_RATERS = 3",
        "FLOOR_OF_RATERS = 2",
        "tests/domain/test_scores.py::test_settings_raise_the_floor_and_never_lower_it",
    ),
    _fault(
        "a mean at the end of the scale is shown as it is",
        "tracker/domain/disclosure.py",
        "    if bounded is not None:\n        return bounded\n    if exact:",
        "    if exact:",
        "tests/domain/test_disclosure.py::test_no_score_follows_from_a_mean_even_with_the_number_of_raters_known",
    ),
    Fault(
        "results are shown before the round is closed",
        (
            Edit("tracker/queries/results.py", "    if not chosen.is_closed:\n        raise NotAllowed\n", ""),
            Edit(
                "tracker/queries/results.py",
                "for row in list_rounds(viewer) if row.is_closed]",
                "for row in list_rounds(viewer)]",
            ),
        ),
        (f"{_RESULTS}::test_before_the_close_nobody_is_shown_anything",),
    ),
    Fault(
        "single scores are opened without a reason",
        (
            Edit("tracker/services/single_scores.py", "    if not reason.strip():\n", "    if False:\n"),
            Edit("tracker/web/assessments/forms.py", "[Required(), AtMost(LONGEST_REASON)]", "[AtMost(LONGEST_REASON)]"),
        ),
        ("tests/web/test_results.py::test_single_scores_open_for_a_reason_and_for_ten_minutes",),
    ),
    # sessions and passwords
    _fault(
        "wrong passwords may be tried for ever",
        "tracker/domain/sign_in_attempts.py",
        "OF_ACCOUNT = (Limit(5, MINUTE), Limit(20, HOUR))\n",
        "OF_ACCOUNT = (Limit(1_000_000, MINUTE), Limit(1_000_000, HOUR))\n",
        "tests/services/test_sign_in_attempts.py::test_four_wrong_passwords_are_let_pass_and_five_stop_the_account",
    ),
    _fault(
        "guesses that are sent at once are all told whether they were right",
        "tracker/services/sign_in_attempts.py",
        "    wait = find_wait_of(guess)\n    if wait is not None:\n        return None, wait\n",
        "",
        "tests/attacks/test_guessing.py::test_five_wrong_passwords_are_five_when_they_are_sent_at_once",
        "tests/attacks/test_guessing.py::test_codes_that_are_sent_at_once_are_taken_one_after_the_other",
    ),
    _fault(
        "a new password ends no session",
        "tracker/services/accounts.py",
        '    end_all_sessions(account_id=account.id, now=now)\n    audit.note(viewer, "change_password"',
        '    audit.note(viewer, "change_password"',
        f"{_SIGN_IN}::test_a_new_password_signs_every_other_browser_out_and_this_one_stays",
    ),
    _fault(
        "a session that was ended still opens pages",
        "tracker/queries/accounts.py",
        '        AccountSession.ended_at.is_(None),\n        AccountSession.expires_at > bindparam("now"),\n',
        '        AccountSession.expires_at > bindparam("now"),\n',
        f"{_SIGN_IN}::test_signing_out_ends_the_session_for_whoever_has_its_cookie",
    ),
    _fault(
        "a session never runs out",
        "tracker/queries/accounts.py",
        '        AccountSession.expires_at > bindparam("now"),\n',
        "",
        f"{_SIGN_IN}::test_a_session_ends_after_thirty_days",
    ),
    _fault(
        "what stood in the cookie stays after signing in",
        "tracker/web/viewing.py",
        '    session.clear()\n    g.pop("csrf_token", None)',
        '    g.pop("csrf_token", None)',
        f"{_SIGN_IN}::test_signing_in_gives_the_browser_a_new_session",
    ),
    _fault(
        "tokens are kept in clear",
        "tracker/services/sessions.py",
        "    return hashlib.sha256(token.encode()).hexdigest()",
        "    return token",
        f"{_ACCOUNTS}::test_a_trusted_device_s_session_lasts_thirty_days_and_its_token_is_kept_as_a_hash",
    ),
    _fault(
        "scripts can read the cookie",
        "tracker/application.py",
        "SESSION_COOKIE_HTTPONLY=True",
        "SESSION_COOKIE_HTTPONLY=False",
        f"{_SIGN_IN}::test_the_cookie_is_out_of_reach_of_scripts_and_other_sites",
    ),
    _fault(
        "a password is carried through the sign-in",
        "tracker/web/typed.py",
        '"password", "new_password"',
        '"new_password"',
        f"{_SIGN_IN}::test_a_password_is_never_carried",
    ),
    Fault(
        "an invitation works twice",
        (
            Edit("tracker/queries/links.py", "(AccountLink.used_at.is_(None), AccountLink.withdrawn_at.is_(None))", "()"),
            Edit(
                "tracker/services/links.py",
                "        AccountLink.id == row.link_id, AccountLink.used_at.is_(None), AccountLink.withdrawn_at.is_(None)\n",
                "        AccountLink.id == row.link_id\n",
            ),
        ),
        (f"{_LINKS}::test_an_invitation_works_once_for_seven_days",),
    ),
    _fault(
        "a reset link never runs out",
        "tracker/queries/links.py",
        "            AccountLink.expires_at > now,\n",
        "",
        f"{_LINKS}::test_a_reset_works_for_thirty_minutes_and_ends_every_session",
    ),
    _fault(
        "a code of the app works twice",
        "tracker/services/second_factors.py",
        "    row.last_step = step\n    return True\n",
        "    return True\n",
        "tests/web/test_second_factor.py::test_after_it_is_set_up_signing_in_asks_for_a_code_that_works_once",
    ),
    _fault(
        "a recovery code works twice",
        "tracker/services/second_factors.py",
        "update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None))",
        "update(RecoveryCode).where(*mine)",
        "tests/web/test_second_factor.py::test_a_recovery_code_works_once_however_it_is_typed",
    ),
    _fault(
        "a recovery code is too short for the digest that keeps it",
        "tracker/services/second_factors.py",
        "RECOVERY_LENGTH = 24 ",
        "RECOVERY_LENGTH = 16 ",
        "tests/web/test_second_factor.py::test_a_recovery_code_works_once_however_it_is_typed",
    ),
    _fault(
        "the cookie is signed by SHA-1",
        "tracker/web/signing.py",
        "    digest_method = staticmethod(sha256)\n",
        "    digest_method = staticmethod(sha1)\n",
        "tests/web/test_signing.py::test_the_cookie_a_form_s_token_and_what_is_carried_have_signatures_of_256_bits",
    ),
    _fault(
        "an answer of a passkey is taken twice",
        "tracker/services/passkey_challenges.py",
        "    except IntegrityError:  # it was answered before, or by somebody else in the same moment\n        return False\n",
        "    except IntegrityError:\n        return True\n",
        "tests/services/test_passkeys.py::test_an_answer_is_taken_once_whether_it_was_right_or_not",
    ),
    _fault(
        "a passkey signs in that nobody unlocked",
        "tracker/services/passkeys.py",
        "        must_verify=is_whole,\n",
        "        must_verify=False,\n",
        "tests/services/test_passkeys.py::test_nothing_else_opens_the_way_in",
    ),
    _fault(
        "the copy of a passkey comes in",
        "tracker/services/passkeys.py",
        "    if is_behind(shown.sign_count, kept=row.sign_count):\n",
        "    if False:\n",
        "tests/services/test_passkeys.py::test_a_copy_that_counts_from_behind_is_refused_and_noted",
    ),
    _fault(
        "whoever guesses slowly guesses on",
        "tracker/domain/sign_in_attempts.py",
        "OF_ACCOUNT = (Limit(5, MINUTE), Limit(20, HOUR))\n",
        "OF_ACCOUNT = (Limit(5, MINUTE),)\n",
        "tests/web/test_passkeys.py::test_guessing_slowly_at_a_password_is_stopped_for_the_rest_of_the_hour_known_or_not",
    ),
    # what comes from a browser
    _fault(
        "no token is asked for",
        "tracker/application.py",
        "        WTF_CSRF_TIME_LIMIT=None,\n",
        "        WTF_CSRF_TIME_LIMIT=None,\n        WTF_CSRF_CHECK_DEFAULT=False,\n",
        f"{_SIGN_IN}::test_nothing_is_sent_without_a_token",
    ),
    _fault(
        "what another site sends is taken for a form of ours",
        "tracker/web/requests.py",
        "        if refusal is not None:\n            return refusal\n",
        "",
        "tests/web/test_origins.py::test_no_address_takes_anything_from_another_site",
    ),
    _fault(
        "a sign-in leads to another host",
        "tracker/web/carried.py",
        ' or target.startswith(("//", "/\\\\"))',
        "",
        f"{_SIGN_IN}::test_signing_in_leads_nowhere_else",
    ),
    _fault(
        "any host is answered",
        "tracker/application.py",
        "TRUSTED_HOSTS=list(config.trusted_hosts) or None",
        "TRUSTED_HOSTS=None",
        f"{_SIGN_IN}::test_only_trusted_hosts_are_answered",
    ),
    _fault(
        "a field is written without escaping",
        "templates/challenges/show.html",
        '<p class="prewrap">{{ row.description }}</p>',
        '<p class="prewrap">{{ row.description|safe }}</p>',
        f"{_INJECTIONS}::test_a_text_changes_nothing_of_the_page_that_shows_it",
    ),
    _fault(
        "no template escapes",
        "tracker/web/templating.py",
        "        return escape(value) if _SPECIAL.search(value) else value\n",
        "        return value\n",
        "tests/web/test_templating.py::test_a_value_is_written_as_it_is_escaped",
    ),
    _fault(
        "a percent sign finds everything",
        "tracker/queries/companies.py",
        "yield or_(Company.search_key.contains(search_key(q), autoescape=True), in_reading, by_alias)",
        "yield or_(Company.search_key.contains(search_key(q)), in_reading, by_alias)",
        f"{_INJECTIONS}::test_a_word_that_is_looked_for_finds_nothing_by_its_signs",
    ),
    _fault(
        "a name in the report becomes a formula",
        "tracker/workbooks/report/styles.py",
        '        cell.data_type = "s"\n',
        "",
        f"{_INJECTIONS}::test_a_cell_stays_a_text_whatever_it_begins_with",
    ),
    # files
    _fault(
        "a workbook with a DTD is opened",
        "tracker/workbooks/package.py",
        "            _check_declarations(letters, entry.filename)\n",
        "",
        "tests/workbooks/test_opening.py::test_a_dtd_is_refused_in_every_part_and_encoding",
    ),
    _fault(
        "a bomb is unpacked",
        "tracker/workbooks/package.py",
        "if total > MAX_UNPACKED_BYTES or total_of_xml > max_xml_bytes or too_dense:",
        "if False:",
        "tests/workbooks/test_opening.py::test_a_bomb_is_refused_by_what_it_unpacks_to",
    ),
    _fault(
        "an attachment is what its name says",
        "tracker/services/attachment_files.py",
        "    media = check_media(content)\n",
        '    media = XLSX if file_name.endswith(".xlsx") else check_media(content)\n',
        "tests/attacks/test_uploads.py::test_files_that_are_refused",
    ),
    _fault(
        "a photo keeps the place where it was taken",
        "tracker/services/attachment_files.py",
        "without_place(content, media), file_name=file_name, media=media",
        "content, file_name=file_name, media=media",
        "tests/services/test_attachments.py::test_a_photo_lies_on_the_disk_without_the_place_where_it_was_taken",
    ),
    _fault(
        "an attachment may run scripts of its own",
        "tracker/web/headers.py",
        '    Kind.DOWNLOAD: _NOTHING | {"sandbox": ""},\n',
        "    Kind.DOWNLOAD: _NOTHING,\n",
        "tests/web/test_attachments.py::test_a_file_is_handed_out_to_be_kept_and_never_run",
    ),
    # headers
    _fault(
        "nosniff is not sent",
        "tracker/web/headers.py",
        '    "X-Content-Type-Options": "nosniff",\n',
        "",
        f"{_HEADERS}::test_every_answer_has_them_whatever_its_status",
    ),
    _fault(
        "scripts within a page may run",
        "tracker/web/headers.py",
        '"script-src": "\'self\'"',
        "\"script-src\": \"'self' 'unsafe-inline'\"",
        f"{_HEADERS}::test_the_policy_forbids_everything_that_is_not_named",
    ),
    _fault(
        "personal pages stay in the browser's memory",
        "tracker/web/headers.py",
        ', "Cache-Control": "no-store"}',
        "}",
        f"{_HEADERS}::test_every_answer_has_them_whatever_its_status",
    ),
    # writing
    _fault(
        "a save overwrites that of somebody else",
        "tracker/services/versions.py",
        "    if row.version != version:\n",
        "    if row.version < 0:\n",
        f"{_CHOICES}::test_a_version_that_was_not_read",
    ),
    _fault(
        "the same form makes a second record",
        "tracker/services/doubles.py",
        "    return key[:KEY_LENGTH] if key else None\n",
        "    return None\n",
        "tests/web/test_companies.py::test_sending_the_form_twice_makes_one_company",
    ),
    _fault(
        "a deletion leaves no trace",
        "tracker/services/visits.py",
        '    audit.note(viewer, "delete_visit", visit, before=before)\n',
        "",
        "tests/services/test_visits.py::test_the_manager_deletes_and_restores_and_the_team_does_not",
    ),
    _fault(
        "the texts behind the trail's digests can be guessed",
        "tracker/services/audit.py",
        "    salt = secrets.token_hex(16)\n",
        '    salt = ""\n',
        "tests/services/test_audit.py::test_the_digest_is_that_of_the_texts_and_salted_anew_each_time",
    ),
    # files, and the lock
    _fault(
        "a roster is read while nobody else can write",
        "tracker/web/roster/routes.py",
        "@may(Act.IMPORT)\ndef new()",
        "@may(Act.IMPORT)\n@writes\ndef new()",
        "tests/web/test_read_before_the_lock.py::test_reading_a_file_keeps_nobody_from_writing",
    ),
    # outages
    _fault(
        "clearing up behind a connection that is gone is an error of its own",
        "tracker/database.py",
        "            connection.close()  # the pool sees by this that it is of no use\n",
        "            raise\n",
        "tests/services/test_transaction.py::test_what_postgresql_has_ended_is_rolled_back_without_an_error_and_used_no_more",
    ),
    _fault(
        "whoever reads is told that nothing can be saved",
        "templates/errors/503.html",
        'request.method in ("GET", "HEAD")',
        "false",
        "tests/web/test_outages.py::test_while_it_is_away_who_reads_is_told_to_come_again_and_who_saves_sees_the_text",
    ),
    _fault(
        "every company has a statement of its own",
        "tracker/queries/actions.py",
        "    return shape, {",
        "    return filters, {",
        "tests/queries/test_actions.py::test_what_another_company_person_or_day_is_asked_for_needs_no_other_statement",
    ),
)
