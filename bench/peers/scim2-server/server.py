"""scim2-server's own application and its storage in memory, on uvicorn: it keeps nothing on disk.

Takes a folder as the other peers do, and leaves it empty; prints where it listens and what lets a caller in.
"""

import json
import secrets
import socket

import uvicorn
from scim2_models import UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.utils import load_default_provider

TOKEN = secrets.token_urlsafe(32)


class Guarded(ASGIApplication):
    def check_auth(self, request):
        if request.header("Authorization") != f"Bearer {TOKEN}":
            raise UnauthorizedException


app = Guarded(AsyncInMemoryStorage(), load_default_provider())
listener = socket.create_server(("127.0.0.1", 0), backlog=512)
base = f"http://127.0.0.1:{listener.getsockname()[1]}/v2"
print("ready", json.dumps({"base": base, "authorization": f"Bearer {TOKEN}"}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
