/** Port on which the probe answers the hub. */
export const PROBE_PORT = 8888;

/** Where the probe finds its directory. */
export const PROBE_DIRECTORY = '/labcommons-probe';

/**
 * What runs in the probe's container: reads the nonce that the hub wrote, asks the hub for it too, writes down what it
 * saw, then answers the hub with the nonce for a minute.
 */
export const PROBE_SCRIPT = `
import http.server, json, os, threading, urllib.request
here = ${JSON.stringify(PROBE_DIRECTORY)}
seen = {"nonce": None, "hub": None, "problem": None}
try:
    with open(here + "/nonce") as f:
        seen["nonce"] = f.read(200)
except OSError as e:
    seen["problem"] = str(e)
try:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(os.environ["PROBE_HUB_URL"], timeout=5) as r:
        seen["hub"] = r.read(200).decode()
except Exception as e:
    seen["problem"] = str(e)
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = (seen["nonce"] or "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("0.0.0.0", ${PROBE_PORT}), Answer)
with open(here + "/answer.tmp", "w") as f:
    json.dump(seen, f)
os.rename(here + "/answer.tmp", here + "/answer")
threading.Timer(60, lambda: os._exit(0)).start()
server.serve_forever()
`;
