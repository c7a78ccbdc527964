"""The web application for a WSGI server: ``gunicorn wsgi:app``, with its settings in the environment."""

from portal import create_app
from portal.logs import configure

configure()
app = create_app()
