"""The receipt of a report, and beginning the next one from it."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import ReportKind
from portal.services import intake
from portal.services.drafts import begin_again
from portal.services.intake import Receipt
from portal.web.local import outward
from portal.web.public import drafts
from portal.web.public.blueprint import blueprint
from portal.web.public.receipts import handed_out
from portal.web.qr import QrCode, qr_code
from portal.web.workings import context


@blueprint.get("/report/received")
def received() -> ResponseReturnValue:
    """Number and tracking code, to the browser that sent the report and nobody else."""
    digest = handed_out()
    receipt = intake.find_receipt(context(), digest) if digest else None
    if receipt is None:
        flash("没有找到刚刚提交的留言。如已记下查询码，可以在这里查询办理情况。", "info")
        return redirect(url_for("public.track"), 303)
    answer = make_response(render_template("public/received.html", receipt=receipt, qr=_qr(receipt)))
    # The next person at this computer must not find the code among the pages that the browser kept.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/report/again")
def again() -> ResponseReturnValue:
    """Another error on the same site: a new draft that knows the site and the contact data already."""
    key, digest = drafts.new_key(), handed_out()
    kind = begin_again(context(), digest, key) if digest else None
    if kind is not None:
        drafts.hold(key)
    return redirect(url_for("public.unlisted" if kind is ReportKind.UNLISTED else "public.report"), 303)


def _qr(receipt: Receipt) -> QrCode | None:
    """The address that shows the report; the code is its fragment, which no browser ever sends to a server."""
    if receipt.tracking_code is None:
        return None
    return qr_code(f"{outward('public.track')}#code={receipt.tracking_code}")
