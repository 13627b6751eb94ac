"""A stand-in for the server of Weights & Biases: takes what `wandb sync` uploads, and keeps it in a folder.

    python wandb_server.py FOLDER

Prints its address. In FOLDER: `requests.jsonl`, a line for each GraphQL request and each part of the file stream, and
`files/`, what was uploaded. It answers what client 0.31 asks for, and nothing else.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import quote, unquote

folder = Path(sys.argv[1])
(folder / "files").mkdir(parents=True, exist_ok=True)
lock = Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def keep(self, value):
        with lock, open(folder / "requests.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(value, ensure_ascii=False) + "\n")

    def address(self):
        return f"http://{self.headers['Host']}"

    def do_GET(self):
        self.answer({})

    def do_PUT(self):
        name = unquote(self.path.split("/upload/", 1)[1])
        path = (folder / "files" / name).resolve()
        assert path.is_relative_to((folder / "files").resolve()), name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.body())
        self.answer({})

    def do_POST(self):
        data = self.body()
        if self.path != "/graphql" and not self.path.endswith("/file_stream"):
            # What the client measures of itself.
            return self.answer({})
        body = json.loads(data)
        if self.path.endswith("/file_stream"):
            self.keep({"stream": body})
            return self.answer({"exitcode": None, "limits": {}})
        query, values = body.get("query", ""), body.get("variables") or {}
        self.keep({"query": query, "variables": values})
        self.answer({"data": self.data(query, values)})

    def data(self, query, values):
        if "upsertBucket" in query:
            name = values.get("name") or "run"
            entity = {"id": "e", "name": values.get("entity") or "someone"}
            project = {"id": "p", "name": values.get("project") or "project", "entity": entity}
            bucket = {"id": "r", "name": name, "displayName": values.get("displayName") or name, "description": None,
                      "config": values.get("config") or "{}", "sweepName": None, "project": project, "historyLineCount": 0}
            return {"upsertBucket": {"bucket": bucket, "inserted": True}}
        if "createRunFiles" in query:
            files = [{"name": name, "uploadUrl": f"{self.address()}/upload/{quote(name)}"} for name in values["files"]]
            return {"createRunFiles": {"runID": "r", "uploadHeaders": [], "files": files}}
        if "serverInfo" in query or "ServerInfo" in query:
            versions = {"max_cli_version": "0.99.0", "out_of_date_message": None}
            return {"serverInfo": {"cliVersionInfo": versions, "latestLocalVersionInfo": None, "features": []},
                    "QueryType": {"fields": []}, "MutationType": {"fields": []}}
        if "viewer" in query:
            return {"viewer": {"id": "u", "entity": "someone", "username": "someone", "flags": "{}",
                               "teams": {"edges": []}}}
        return {}

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    # A client that uploads hundreds of files comes with many connections at once.
    request_queue_size = 256

    def handle_error(self, request, client_address):
        # A client that has ended lets go of its connections.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


server = Server(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
