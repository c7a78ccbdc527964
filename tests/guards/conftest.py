"""The whole application, as the tests of the pages have it."""

from tests.web.conftest import app, cheap_hashes, compiled_templates, password_hash, settings, stage, workings

__all__ = ["app", "cheap_hashes", "compiled_templates", "password_hash", "settings", "stage", "workings"]
