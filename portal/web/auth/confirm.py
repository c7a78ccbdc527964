"""Proving again who one is, before accounts and rights are changed."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import Role
from portal.web.auth.routes import blueprint
from portal.web.confirmation import ConfirmForm, ask, prove
from portal.web.forms import checks_own_token
from portal.web.guards import may_enter
from portal.web.local import local_path


@blueprint.get("/login/confirm")
@may_enter(*Role)
def confirm() -> ResponseReturnValue:
    """Ask for the password once more."""
    return ask(ConfirmForm(formdata=None), 200)


@blueprint.post("/login/confirm")
@checks_own_token
@may_enter(*Role)
def prove_identity() -> ResponseReturnValue:
    """Go on to where the person was going."""
    refusal = prove(ConfirmForm())
    if refusal is not None:
        return refusal
    return redirect(local_path(request.args.get("next", "")) or url_for("auth.account"), 303)
