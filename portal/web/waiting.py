"""How long somebody waits before the next try, in one sentence for everybody."""

from __future__ import annotations

from portal.web.limits import minutes


def too_soon(seconds: int) -> str:
    """The sentence, the same whether or not the name exists."""
    return (
        f"失败次数过多，请等待 {seconds} 秒后再试"
        if seconds < 120
        else f"失败次数过多，请等待 {minutes(seconds)}后再试"
    )
