"""A team's installation under load: one PostgreSQL, three `truce serve` behind nginx, one of them killed each minute.

    python3 bench/team/load.py PROGRAM AGREEMENT FOLDER [MINUTES]

32 readers ask for pages and 8 writers give reports over the API for MINUTES (5), all through the proxy. A writer sends a report
until it is answered for (sending again adds nothing); a reader keeps its session all the time. At each minute one of the three
is killed (SIGKILL) and started again five seconds later. Then: every report that was answered for is in the ledger once; no
reader saw an error page or lost its session; the board is the same on all three; the ledger verifies.

Needs root, PostgreSQL's server programs (Debian puts them under /usr/lib/postgresql) and nginx. FOLDER is made anew.
"""

import collections
import http.client
import json
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

program, agreement, folder = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
minutes = float(sys.argv[4]) if len(sys.argv) > 4 else 5
N_READERS, N_WRITERS, N_SERVERS = 32, 8, 3

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream truce {{ least_conn; {servers} keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://truce; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host:$server_port;
      # What a killed process did not answer, another does. The API takes the same twice without adding anything.
      proxy_next_upstream error timeout http_502 http_503 non_idempotent; proxy_next_upstream_tries 3; proxy_connect_timeout 2s;
    }}
  }}
}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def run(*command, **how):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **how).stdout


class Database:
    def __init__(self):
        self.programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder = folder / "pg"
        self.folder.mkdir()
        shutil.chown(self.folder, "postgres")
        self.own("initdb", "--username", "truce", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "-D", self.folder / "data")
        options = f"-k {self.folder} -h '' -c max_connections=200"
        self.own("pg_ctl", "-w", "-s", "-l", self.folder / "log", "-D", self.folder / "data", "-o", options, "start")

    def own(self, name, *arguments):
        # The server's own output stays out of the pipe, which it would keep open.
        subprocess.run(["runuser", "-u", "postgres", "--", str(self.programs / name), *map(str, arguments)], check=True,
                       stdout=subprocess.DEVNULL, cwd=self.folder)

    def stop(self):
        self.own("pg_ctl", "-s", "-m", "fast", "-D", self.folder / "data", "stop")


class Server:
    def __init__(self, mission):
        self.mission, self.port = mission, free_port()
        self.start()

    def start(self):
        self.process = subprocess.Popen([program, "serve", self.mission, "--port", str(self.port)], stdout=subprocess.DEVNULL,
                                        stderr=open(folder / f"server-{self.port}.log", "a"))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def ask(line, method, path, body=None, headers={}):
    line.request(method, path, body, headers)
    answer = line.getresponse()
    return answer.status, answer.read(), answer.headers


def enter(address, name):
    line = http.client.HTTPConnection(address, timeout=30)
    body = urllib.parse.urlencode({"name": name})
    status, said, headers = ask(line, "POST", "/enter/as", body, {"Content-Type": "application/x-www-form-urlencoded"})
    if "Set-Cookie" not in headers:
        raise RuntimeError(f"/enter/as: {status} {said[:300]}")
    return headers["Set-Cookie"].split(";")[0]


class Tally:
    def __init__(self):
        self.lock, self.counts = threading.Lock(), collections.Counter()
        self.took = {"read": [], "write": []}
        self.answered, self.errors = [], []

    def note(self, what, seconds=None):
        with self.lock:
            self.counts[what] += 1
            if seconds is not None:
                self.took[what].append(seconds)

    def error(self, text):
        with self.lock:
            self.errors.append(text)


def reader(address, until, tally, seed):
    chance = random.Random(seed)
    cookie = enter(address, "reader")
    line = http.client.HTTPConnection(address, timeout=60)
    while time.monotonic() < until:
        path = chance.choice(["/", "/", "/events", "/due", "/inbox", "/ledger", "/registers?name=coverage", "/map"])
        begun = time.monotonic()
        try:
            status, body, _ = ask(line, "GET", path, headers={"Cookie": cookie})
        except (OSError, http.client.HTTPException):
            tally.note("connections of readers tried again")
            line.close()
            line = http.client.HTTPConnection(address, timeout=60)
            continue
        tally.note("read", time.monotonic() - begun)
        # Whoever is not signed in any more is shown the way in.
        if status != 200 or b'name="name"' in body and path != "/inbox" and b"/enter/as" in body:
            tally.error(f"{path}: {status} {body[:200]}")


def writer(address, until, tally, number, token):
    line, count = http.client.HTTPConnection(address, timeout=60), 0
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    while time.monotonic() < until:
        count += 1
        report = {"id": f"{number}-{count}", "source": f"post-{number}", "basis": "seen", "type": "shelling", "by": "government",
                  "start": f"2019-01-{1 + count % 28:02}", "reported_at": f"2019-02-{1 + count % 28:02}T10:00:00Z", "text": "words"}
        body, begun = json.dumps({"reports": [report]}), time.monotonic()
        while True:
            try:
                status, said, _ = ask(line, "POST", "/api/v1/reports", body, headers)
            except (OSError, http.client.HTTPException):
                tally.note("connections of writers tried again")
                line.close()
                line = http.client.HTTPConnection(address, timeout=60)
                continue
            break
        if status == 200:
            told = json.loads(said)
            if told.get("added", 0) + told.get("known", 0) == 1:
                tally.note("write", time.monotonic() - begun)
                with tally.lock:
                    tally.answered.append((report["source"], report["id"]))
                continue
        tally.error(f"report {report['id']}: {status} {said[:300]}")
        time.sleep(0.2)


def killer(servers, until, tally):
    for turn in range(1000):
        if time.monotonic() + 60 > until:
            return
        time.sleep(55)
        server = servers[turn % len(servers)]
        server.kill()
        tally.note("processes killed")
        time.sleep(5)
        server.start()


def boards(servers, cookie):
    """The board of each, once all of them have read the same."""
    for _ in range(120):
        found = []
        for server in servers:
            line = http.client.HTTPConnection(f"127.0.0.1:{server.port}", timeout=120)
            status, body, _ = ask(line, "GET", "/", headers={"Cookie": cookie})
            assert status == 200, status
            found.append(body)
        if len(set(found)) == 1:
            return found
        time.sleep(1)
    return found


def main():
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    database = Database()
    mission, servers, nginx = folder / "mission", [], None
    try:
        store = f"host={database.folder} dbname=postgres user=truce"
        run(program, "init", mission, "--agreement", agreement, "--store", store)
        text = (mission / "mission.toml").read_text()
        (mission / "mission.toml").write_text("demo = true\n" + text)
        run(program, "member", "add", mission, "reader", "--role", "analyst", "--role", "monitor")
        run(program, "member", "add", mission, "desk", "--role", "monitor")
        token = run(program, "member", "token", mission, "desk").split()[-1]
        servers = [Server(mission) for _ in range(N_SERVERS)]
        port = free_port()
        upstream = " ".join(f"server 127.0.0.1:{server.port} max_fails=1 fail_timeout=2s;" for server in servers)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, servers=upstream, port=port))
        nginx = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        address = f"127.0.0.1:{port}"
        time.sleep(5)
        tally, until = Tally(), time.monotonic() + minutes * 60
        threads = [threading.Thread(target=reader, args=(address, until, tally, seed)) for seed in range(N_READERS)]
        threads += [threading.Thread(target=writer, args=(address, until, tally, number, token)) for number in range(N_WRITERS)]
        threads.append(threading.Thread(target=killer, args=(servers, until, tally)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = boards(servers, enter(f"127.0.0.1:{servers[0].port}", "reader"))
        told = tally.answered
        print(f"{len(told)} reports answered for, {tally.counts['read']} pages, {dict(tally.counts)}")
        for what, took in tally.took.items():
            took.sort()
            if took:
                print(f"{what}: median {took[len(took) // 2] * 1000:.0f} ms, 95th {took[int(len(took) * 0.95)] * 1000:.0f}, longest {took[-1] * 1000:.0f}")
        print(f"errors: {len(tally.errors)} {tally.errors[:5]}")
        print(f"boards alike on all {len(servers)}: {len(set(found)) == 1} ({len(found[0])} bytes)")
        print(run(program, "verify", mission).strip())
        held = collections.Counter()
        for line in run(program, "inbox", mission, "--limit", "1000000", "--format", "ndjson").splitlines():
            held[json.loads(line)["report"]] += 1
        lost = [name for name in (f"{source}/{name}" for source, name in told) if held[name] == 0]
        twice = [name for name, times in held.items() if times > 1]
        print(f"in the ledger: {len(held)}; answered for and not there: {len(lost)}; there more than once: {len(twice)}")
        is_right = not tally.errors and not lost and not twice and len(set(found)) == 1
        print("right" if is_right else "NOT RIGHT")
        sys.exit(0 if is_right else 1)
    finally:
        if nginx:
            nginx.terminate()
        for server in servers:
            if server.process.poll() is None:
                server.kill()
        database.stop()


main()
