"""Errors: pages with the same look, a plain sentence and what to do next, or JSON for programs; never what went wrong
inside."""

from __future__ import annotations

import structlog
from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError

from portal.config import Settings

log = structlog.get_logger()

SENTENCES: dict[int, tuple[str, str]] = {
    400: ("请求无法识别", "页面可能停留过久或地址不完整。请返回上一页刷新后再试。"),
    403: ("没有权限", "您的账号不能进行这项操作。如认为有误，请联系本单位负责人或系统管理员。"),
    404: ("页面不存在", "地址可能有误，或内容已经移动。可以从首页重新查找，或在曝光台搜索。"),
    405: ("操作方式不对", "这个地址不能这样打开。请从页面上的按钮或链接进入。"),
    409: ("内容已有变化", "在您操作期间，其他人已经处理。请刷新后再试。"),
    410: ("已撤回公开", "这条案例已按规定撤回公开，不再提供内容。"),
    413: ("上传的内容过大", "每张图片不超过 5 MB，最多 3 张。请压缩或减少图片后再提交。"),
    422: ("填写有误", "请返回上一页，按提示更正后再提交。"),
    429: ("操作过于频繁", "请稍等几分钟再试。"),
    500: ("系统暂时出现问题", "我们已经记录，请稍后再试。刚刚提交的内容如已显示编号，则已保存。"),
    503: ("暂时不能提供", "这项内容正在重新生成。请稍等一两分钟再试。"),
}
FOR_PROGRAMS = {404: "没有这项内容", 405: "这个地址只能读取", 422: "参数有误"}
"""What programs are told instead of a sentence about pages and forms."""


def install(app: Flask, settings: Settings) -> None:
    """Answer every error with a page of the portal."""

    @app.before_request
    def refuse_nul() -> None:
        # Nothing here has a NUL in its name, and PostgreSQL cannot even be asked about one.
        if "\x00" in request.path:
            abort(404)

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        if code < 400:
            return error.get_response()
        return _answer(code, error)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> ResponseReturnValue:
        # The traceback names code, not what people typed; the message of the error may quote it and stays out.
        log.error("request failed", kind=type(error).__name__, exc_info=_without_message(error))
        return _answer(500, InternalServerError())


def _answer(code: int, error: HTTPException) -> ResponseReturnValue:
    title, advice = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    if isinstance(error, BadHost):
        # Without a host there are no addresses, so that none of the usual pages can be made.
        return render_template("errors/bad_host.html", title=title), code
    if is_for_programs():
        return _for_programs(code, title, error), code, headers | {"Cache-Control": "no-cache"}
    return render_template("errors/error.html", code=code, title=title, advice=advice), code, headers


def is_for_programs() -> bool:
    """True for addresses under /api/, where everything but the documentation is JSON."""
    return request.path.startswith("/api/")


def _for_programs(code: int, title: str, error: HTTPException) -> dict[str, object]:
    """The error as JSON: ``errors`` tells for each parameter what is wrong with it."""
    found: dict[str, object] = {"code": code, "status": error.name, "message": FOR_PROGRAMS.get(code, title)}
    wrong = getattr(error, "data", {}).get("messages")
    if wrong:
        # Told by where they were found; everything that a reader of the board can say stands in the query.
        found["errors"] = {name: sentences for part in wrong.values() for name, sentences in part.items()}
    return found


def _without_message(error: Exception) -> BaseException:
    bare = RuntimeError(type(error).__name__)
    return bare.with_traceback(error.__traceback__)
