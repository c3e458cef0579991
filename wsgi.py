"""Entry point of any WSGI server: `gunicorn wsgi:app`."""

from council import create_app

app = create_app()
