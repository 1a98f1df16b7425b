"""A web server of two pages on loopback: a form, and what was sent with it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORM = """<html><head><title>Nobody reads it</title></head><body><main><h1>Openings</h1>
<details><summary>More</summary><form method="post" action="/told" class="row">
<input type="hidden" name="csrf" value="ab12"><select name="point"><option value=""></option>
<option value="p1">Arbat</option></select><button>Invite</button></form></details>
<form method="post" action="/told" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="ab12"><input name="comment" value="">
<label><input type="radio" name="shot:sign" value="approve" checked> good</label>
<label><input type="radio" name="shot:sign" value="rework"> again</label>
<input type="file" name="file"><button name="action" value="approve">Approve</button>
<button name="action" value="rework">Again</button></form>
<a href="/openings/O-1">One</a><img src="/none.png" class="photo" alt="x" width="9" height="9">
<script>var unseen</script></main></body></html>"""
_TOLD = '<html><body><p class="told bad" role="alert">No: <b>look</b> again</p></body></html>'


class Shop:
    """What visitors asked for and sent.

    Attributes:
        address: where it is.
        sent: the bodies of forms, the newest last.
        heads: of the last request.
    """

    def __init__(self, address: str) -> None:
        self.address, self.sent, self.heads = address, list[bytes](), dict[str, str]()


@contextmanager
def shop() -> Iterator[Shop]:
    """Serve until the test ends; a form that is sent is refused, with a page that says why."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.heads = dict(self.headers.items())
            self._answer(200, FORM)

        def do_POST(self) -> None:
            made.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(409, _TOLD)

        def _answer(self, status: int, html: str) -> None:
            raw = html.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    made = Shop(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
