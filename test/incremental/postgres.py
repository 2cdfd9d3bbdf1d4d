"""A PostgreSQL of one's own, in a folder, and sessions of it."""
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "test/oracle"))
from server import Ended, Refused, Server, literal  # noqa: E402, F401

SETTINGS = ("fsync=off", "autovacuum=off", "shared_buffers=32MB", "max_prepared_transactions=10", "max_worker_processes=16")


class Postgres:
    """Autovacuum is off, so that the same seed finds the same pages."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        folder.mkdir()
        folder.chmod(0o755)
        self.shell(f"start_cluster {' '.join(SETTINGS)}")
        os.environ |= {"PGHOST": str(folder / "socket"), "PGUSER": "postgres"}
        os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"

    def shell(self, command):
        script = f'source "{PROJECT}/scripts/cluster.sh"; CLUSTER="{self.folder}" PGBIN="{self.programs}"; {command}'
        # its output not into a pipe, which the server would hold open
        subprocess.run(["bash", "-euo", "pipefail", "-c", script], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def control(self, command):
        self.shell(f'as_server_user "$PGBIN/pg_ctl" -D "$CLUSTER/data" -w -s {command}')

    def crash(self):
        """As a loss of power, but for what the operating system has yet to write"""
        self.control("-m immediate stop")
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        self.control(f"""-l "$CLUSTER/data/server.log" -o "-c listen_addresses='' -c unix_socket_directories='$CLUSTER/socket' {options}" start""")

    def stop(self):
        self.control("-m immediate stop")

    def tell(self, program, *arguments):
        subprocess.run([f"{self.programs}/{program}", *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def session(database):
    """What it refuses is told by an exception, and nowhere else"""
    found = Server(database, errors=subprocess.DEVNULL)
    found.in_transaction = False
    return found
