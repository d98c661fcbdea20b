"""A production server under measurement: gunicorn, its processor time and its memory."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import driver
from bench.cases import Request
from bench.places import ROOT, VAR

TICK = os.sysconf("SC_CLK_TCK")
WORKERS = 2


@dataclass(frozen=True)
class Setup:
    """How gunicorn runs: the kind of its workers, and threads in each."""

    worker: str = "gthread"
    threads: int = 4
    workers: int = WORKERS

    @property
    def name(self) -> str:
        """A name for tables."""
        threads = f", {self.threads} threads" if self.worker == "gthread" else ""
        return f"{self.workers} {self.worker} workers{threads}"

    def arguments(self) -> list[str]:
        """Return the arguments to gunicorn."""
        told = ["--workers", str(self.workers), "--worker-class", self.worker]
        return [*told, "--threads", str(self.threads)] if self.worker == "gthread" else told


class Server:
    """One gunicorn on a port of its own, from `start` until `stop`."""

    def __init__(
        self, python: Path, application: str, environment: dict[str, str], setup: Setup
    ) -> None:
        self.command = [str(python), "-m", "gunicorn", application, *setup.arguments()]
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def start(self, path: str) -> float:
        """Start, wait for the answer of `path`, and return how many seconds that took."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        log = (VAR / f"server-{self.port}.log").open("wb")
        # gunicorn hangs up on whoever waits for a free thread longer than it keeps connections.
        options = ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket", "--keep-alive", "75"]
        started = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603 - our own servers
            [*self.command, *options, "--log-level", "warning"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        while True:
            assert self.process.poll() is None, f"See {log.name}."
            try:
                driver.ask(self.port, Request("GET", path))
            except ConnectionRefusedError:
                time.sleep(0.01)
            else:
                return time.perf_counter() - started

    def stop(self) -> None:
        """Stop the server and its workers."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                for pid in [*self.workers(), self.process.pid]:
                    os.kill(pid, signal.SIGKILL)
                self.process.wait()
            (VAR / f"server-{self.port}.log").unlink(missing_ok=True)
            self.process = None

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        assert self.process is not None
        pid = self.process.pid
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(child) for child in told.split()]

    def cpu(self) -> float:
        """Return the seconds of processor time that the workers have used."""
        return sum(map(cpu_of, self.workers()))

    def memory(self) -> list[tuple[float, float]]:
        """Return RSS and PSS of each worker in MB."""
        return [memory_of(pid) for pid in self.workers()]


def stop_with_us() -> None:
    """Let this process end in an orderly way when told to, so that its servers end too."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit("Told to stop."))


def cpu_of(pid: int) -> float:
    """Return the seconds that a process has used, in its own code and in the kernel."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICK


def memory_of(pid: int) -> tuple[float, float]:
    """Return RSS and PSS of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    told = {line.split(":")[0]: line.split() for line in lines}
    return int(told["Rss"][1]) / 1024, int(told["Pss"][1]) / 1024
