"""Puts the parts of the program together, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import cli
from tracker.config import MAX_FORM_PARTS, MAX_REQUEST_BYTES, ROOT, Config, read_config
from tracker.database import attach, db
from tracker.web import (
    addresses,
    afterwards,
    assets,
    audit_words,
    called,
    compression,
    errors,
    field_words,
    headers,
    kept,
    labels,
    language,
    link_mails,
    page,
    requests,
    rights,
    routes,
    signing,
    templating,
    viewing,
)
from tracker.web.digests import mail as digest_mail
from tracker.web.drafts import pages as draft_pages
from tracker.web.drafts import rules as draft_rules
from tracker.web.forms import csrf, csrf_token


def create_app(config: Config | None = None, clock: Callable[[], datetime] = viewing.system_clock) -> Flask:
    """Build the application; ``clock`` gives the aware instant of now, so that tests can choose the day."""
    config = config or read_config()
    app = addresses.Program(
        "tracker",
        root_path=str(ROOT),
        static_folder=str(ROOT / "static"),
        static_url_path=assets.static_prefix(ROOT / "static"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(config.instance),
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        # a browser takes a name with this beginning over HTTPS alone, of this host alone: nobody beside us can set it
        SESSION_COOKIE_NAME="__Host-tracker" if config.secure_cookies else "tracker",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TESTING=config.testing,
        TRACKER=config,
    )
    app.extensions["clock"] = clock
    templating.init_app(app)
    attach(app, config.database_url)
    Migrate(app, db, directory=str(ROOT / "tracker" / "migrations"), render_as_batch=True)
    requests.init_app(app)
    signing.init_app(app)
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    viewing.init_app(app)
    app.before_request(rights.enforce)
    language.init_app(app)
    labels.init_app(app)
    called.init_app(app)
    audit_words.init_app(app)
    field_words.init_app(app)
    compression.init_app(app)
    headers.init_app(app)
    page.init_app(app)
    kept.init_app(app)
    draft_pages.init_app(app)
    draft_rules.init_app(app)
    digest_mail.init_app(app)
    afterwards.init_app(app)
    link_mails.init_app(app)
    errors.init_app(app)
    routes.init_app(app)
    cli.init_app(app)
    assets.init_app(app, config)
    if config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    rights.check_rules(app)
    return app
