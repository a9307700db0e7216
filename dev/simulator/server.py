"""Serves a Twin over HTTP: in the foreground (`listening`) or in a thread (`running`)."""

import asyncio
import json
import os
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from dev.simulator import control, page
from dev.simulator.exchange import Response
from dev.simulator.twin import Twin

LARGEST_BODY = 64 * 1024 * 1024
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with zero seconds: closing the connection sends a reset."""


class Server:
    """Passes HTTP requests to the twin, and saves its customers in `file` if one is given."""

    def __init__(self, twin: Twin, file: Path | None = None) -> None:
        self.twin = twin
        self.file = file
        self._saved = twin.customers.changes

    def application(self) -> web.Application:
        """The page, the controls and the API."""
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_get("/", self.show)
        application.router.add_route("*", control.PREFIX + "{name:.*}", self.control)
        application.router.add_route("*", "/api/{rest:.*}", self.api)
        return application

    async def show(self, _: web.Request) -> web.Response:
        """Show the page."""
        text = page.render(self.twin, time.time())
        return web.Response(text=text, content_type="text/html", headers=page.HEADERS)

    async def control(self, request: web.Request) -> web.StreamResponse:
        """Answer a control request."""
        now = time.time()
        body = await request.read()
        response = control.answer(self.twin, request.method, request.path, body, now)
        return await self._send(request, response)

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to Seven Time's API."""
        now = time.time()
        body = await request.read()
        response = self.twin.answer(request.method, request.path, request.query, request.headers, body, now)
        return await self._send(request, response)

    async def _send(self, request: web.Request, response: Response) -> web.StreamResponse:
        self._save()
        await asyncio.sleep(response.delay)
        if response.lost:
            _break(request, reset=response.fault == "reset")
        return web.Response(status=response.status or 500, body=response.body, headers=response.headers)

    def _save(self) -> None:
        if self.file and self._saved != self.twin.customers.changes:
            self._saved = self.twin.customers.changes
            save(self.twin, self.file)


def _break(request: web.Request, *, reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if reset:
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    transport.abort()


def load(twin: Twin, file: Path) -> None:
    """Add the customers of a file. A missing file contains none."""
    if file.exists():
        for customer in json.loads(file.read_text(encoding="utf-8")):
            twin.customers.create(customer, time.time())


def save(twin: Twin, file: Path) -> None:
    """Write all customers. The file is complete at any moment."""
    partial = file.with_name(f"{file.name}.new")
    partial.write_text(
        json.dumps(list(twin.customers.all.values()), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    os.replace(partial, file)


@asynccontextmanager
async def listening(
    twin: Twin, *, host: str = "127.0.0.1", port: int = 0, file: Path | None = None
) -> AsyncIterator[str]:
    """Serve the twin as long as the context lasts, at the URL that it returns. Port 0 means a free port."""
    if file:
        load(twin, file)
    runner = web.AppRunner(Server(twin, file).application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Simulator:
    """A twin, served in a thread: `with running() as simulator: simulator.url`."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        self.url = ""
        self._stop: Callable[[], Any] = lambda: None
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._started: Future[str] = Future()

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = self._started.result(timeout=10)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(stopping.set)
        async with listening(self.twin) as url:
            self._started.set_result(url)
            await stopping.wait()


def running(**settings: Any) -> Simulator:
    """A simulator on a free port, with the settings of Twin."""
    return Simulator(Twin(**settings))
