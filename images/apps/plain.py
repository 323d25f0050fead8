"""Takes / for its own: notes in a list, and who asked last in a cookie."""
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

notes = []


class Notes(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/notes":
            self.send_response(302)
            self.send_header("Location", "/notes")
            self.end_headers()
            return
        cookies = self.headers.get("Cookie", "none")
        listed = "".join(f"<li>{note}</li>" for note in notes)
        page = f"<h1>Notes</h1><ul>{listed}</ul><p id=cookies>{cookies}</p>"
        page += "<form method=post action=add><input name=note aria-label=Note><button>Add</button></form>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        notes.append(parse_qs(body)["note"][0])
        self.send_response(303)
        self.send_header("Location", f"http://{self.headers['Host']}/notes")
        self.send_header("Set-Cookie", "last=noted; Path=/")
        self.end_headers()


ThreadingHTTPServer(("", int(os.environ["LABCOMMONS_PORT"])), Notes).serve_forever()
