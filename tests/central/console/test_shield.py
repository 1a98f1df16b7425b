"""What every answer carries."""

from pathlib import Path

import pytest

from tests.central.console.stand import Stand, opened


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/static/console.css", "/points/p1", "/"])
def test_every_answer_is_shielded(stand: Stand, path: str) -> None:
    heads = stand.visitor().get(path).headers
    policy = heads["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert heads["x-content-type-options"] == "nosniff"
    assert heads["x-frame-options"] == "DENY"
    assert heads["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in heads


def test_nothing_but_files_beside_the_pages_is_kept_by_a_browser(stand: Stand) -> None:
    visitor = stand.signed_in()
    for path in ("/", "/audit", "/nothing"):
        assert visitor.get(path).headers["cache-control"] == "no-store"
    assert "immutable" in visitor.get("/static/console.css").headers["cache-control"]


def test_over_https_the_promise_is_made_and_cookies_are_secure(tmp_path: Path) -> None:
    with opened(tmp_path, is_plain=False) as stand:
        answer = stand.visitor().get("/sign-in")
        assert "max-age" in answer.headers["strict-transport-security"]
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-form=")
        assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"))
