"""`python -m dev.simulator`: serves until SIGTERM or SIGINT."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from dev.simulator.account import CLIENT_SECRET
from dev.simulator.server import listening
from dev.simulator.twin import Twin


def main() -> None:
    """Read the command line and serve."""
    options = _options()
    try:
        asyncio.run(_serve(options))
    except OSError as error:
        sys.exit(f"simulator: {error}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dev.simulator", description=__doc__)
    port = int(os.environ.get("SEVENTIME_PORT") or 0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=port, help="default: $SEVENTIME_PORT or a free one")
    parser.add_argument("--client-secret", default=CLIENT_SECRET)
    parser.add_argument("--requests-per-second", type=int, default=4, help="0: no limit")
    parser.add_argument("--file", type=Path, help="keep the customers in this JSON file")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    twin = Twin(client_secret=options.client_secret, requests_per_second=options.requests_per_second)
    async with listening(twin, host=options.host, port=options.port, file=options.file) as url:
        print(f"Seven Time simulator: {url}", flush=True)
        await stopping.wait()


if __name__ == "__main__":
    main()
