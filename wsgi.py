"""The application as servers and `flask --app wsgi` find it."""

from tracker.application import create_app

app = create_app()
