"""Guards: every back-office view names who may enter; one that does not is refused, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from portal.domain.vocabulary import Role
from portal.web.workings import context

View = TypeVar("View", bound=Callable[..., Any])
GUARDED = ("desk", "admin")
"""Blueprints of the back office."""
CONFIRMING = ("auth.confirm", "auth.prove_identity")
SECRETS = ("csrf_token", "password", "again", "present", "confirm_password")
"""Fields of forms that no page shows again, whoever sits in front of it by now."""
OWED = {
    "auth.password": ("auth.password", "auth.change_password"),
    "auth.second_factor": ("auth.second_factor", "auth.set_up_second_factor", *CONFIRMING),
}
"""What may be opened by whoever must first do something about their own account, by the view where they do it."""


def may_enter(*roles: Role) -> Callable[[View], View]:
    """Let only signed-in accounts with one of these roles into the view; others are led to sign in, or refused.

    Whoever owes a new password or a second factor is led there first.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                if request.method == "POST":
                    return _give_back(), 403
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if current_user.role not in roles:
                abort(403)
            owed = current_user.owes(context().safety)
            if owed and request.endpoint not in OWED[owed]:
                return redirect(url_for(owed), 303)
            return view(*args, **kwargs)

        guarded.admits = frozenset(roles)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard


def _give_back() -> str:
    """What was typed while the session ended, to be copied: signing in again must not cost anybody their words."""
    typed = [text for name, text in request.form.items() if name not in (*SECRETS, "version") and text.strip()]
    return render_template("auth/signed_out.html", typed=typed)


def is_guarded(view: Callable[..., Any]) -> bool:
    """True if the view says who may enter."""
    return hasattr(view, "admits")


def require_guards(app: Flask) -> None:
    """Refuse every back-office request whose view has no guard: forgetting one must not open a door."""

    @app.before_request
    def refuse_unguarded() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.blueprint in GUARDED and view is not None and not is_guarded(view):
            abort(403)
