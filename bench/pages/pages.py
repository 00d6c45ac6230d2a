"""Every page over loopback, again and again: milliseconds until the last byte, and bytes as sent.

    python3 bench/pages/pages.py target/release/truce MISSION [times]

MISSION is a mission's folder in which `demo = true` lets a member in without a password; the first member who may see the inbox is taken.
"""

import http.client
import subprocess
import sys
import time
import urllib.parse

program, mission = sys.argv[1:3]
times = int(sys.argv[3]) if len(sys.argv) > 3 else 100


def members():
    said = subprocess.run([program, "member", "list", mission], capture_output=True, text=True, check=True).stdout
    for line in said.splitlines():
        name, roles = line.split(": ", 1)
        if "analyst" in roles:
            return name
    raise SystemExit("no member is an analyst")


who = members()
server = subprocess.Popen([program, "serve", mission, "--port", "0"], stdout=subprocess.PIPE, text=True)
address = next(line for line in server.stdout if "http://" in line).split("http://")[1].strip().rstrip("/")
line = http.client.HTTPConnection(address)


def ask(path, cookie="", gzip=True):
    headers = {"Cookie": cookie} if cookie else {}
    if gzip:
        headers["Accept-Encoding"] = "gzip"
    begun = time.perf_counter()
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read()
    return answer.status, (time.perf_counter() - begun) * 1000, body, answer.headers


try:
    body = urllib.parse.urlencode({"name": who})
    line.request("POST", "/enter/as", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    first = time.perf_counter()
    ask("/", cookie)
    print(f"the first page of all, which waits for the making of everything: {time.perf_counter() - first:.1f} s")

    def link(path, sign):
        text = ask(path, cookie, gzip=False)[2].decode()
        at = text.find(f'href="{sign}')
        return text[at + 6 : text.index('"', at + 6)].replace("&#38;", "&").replace("&amp;", "&") if at >= 0 else None

    size = int(ask("/", cookie, gzip=False)[2].decode().split('data-size="')[1].split('"')[0])
    pages = [
        "/", link("/", "/provision?"), link("/", "/assessments?"), "/events", "/events?page=20", link("/events", "/event?"), "/map", "/due", "/registers?name=aid",
        "/registers?name=stances", "/registers?name=coverage", "/registers?name=aid-days", "/registers?name=release-duties", "/publications", "/inbox", link("/inbox", "/report?"), "/search?q=gaza+2025", "/search?q=nowhere-at-all", "/search?q=smoke+vehicles+nobody", "/sources", "/ledger", "/entry?position=3", "/members", "/account",
        "/?lang=ar",
    ]
    print(f"{'ms, median':>10} {'95th':>7} {'bytes':>7}  page")
    for page in filter(None, pages):
        took = []
        for _ in range(times):
            status, ms, body, headers = ask(page, cookie)
            assert status == 200, (page, status)
            took.append(ms)
        took.sort()
        print(f"{took[len(took) // 2]:10.1f} {took[int(len(took) * 0.95)]:7.1f} {len(body):7}  {page[:70]}")
    for page, why in [(f"/changes?since={size - 100}", "reads the ledger anew up to there"), ("/history?id=GP3a", "assesses a provision at the ends of twelve months")]:
        first, again = ask(page, cookie)[1], sorted(ask(page, cookie)[1] for _ in range(times))
        print(f"{again[len(again) // 2]:10.1f} {again[int(len(again) * 0.95)]:7.1f}          {page}: the first time {first:.0f} ms, as it {why}")
finally:
    server.terminate()
    server.wait()
