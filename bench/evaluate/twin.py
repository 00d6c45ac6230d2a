#!/usr/bin/env python3
"""A second program for the benchmark's four rules, written from docs/guide/assessments.md alone.

    twin.py EVENTS.csv [--as-of TIME] [--against OUT.ndjson] [--out TWIN.ndjson]

Computes every assessment of the agreement that generate.py writes, as NDJSON, and compares it, after sorting, with
what `truce evaluate --format ndjson` said of the same file. Exit code 1 if any line differs.

Knows these four rules and nothing else (the fourth only where no shelling is vague in time, place, author or target): no evidence block, no coverage, no zones with outlines, no finding of a
breach, no --known-at. Section numbers (§) are those of the page. Where the page leaves a choice, "Choice:" says which
was taken. Standard library only.
"""

import argparse
import csv
import hashlib
import json
import sys
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Beirut")
IN_FORCE = int(datetime(2025, 10, 1, 12, tzinfo=ZONE).timestamp())
PARTIES = [f"actor_{n:02}" for n in range(1, 41)]
LEVELS = ["alleged", "corroborated", "verified"]
RANK = {name: rank for rank, name in enumerate(LEVELS)}
EPOCH = date(1970, 1, 1)
HOUR = 3600
FOREVER = 1 << 60
BECAUSE_MAX = 100
SHOWN_MAX = 10

# What can be doubtful about an event, in the order in which it is granted (§5, steps 2 and 4).
LEVEL, TIME, PARTICULARS = 1, 2, 4
REASONS = {LEVEL: "allegations_open", TIME: "time_imprecise", PARTICULARS: "not_verified"}


class Event:
    """A happening in sight, with what findings and responses made of it."""

    __slots__ = ("id", "kind", "start", "end", "zone", "by", "to", "named", "item", "quantity", "unit",
                 "fact", "author", "number", "number_refuted", "grounds")

    @property
    def last(self):
        """Its last moment: of a span, the second before its end."""
        return self.end - 1 if self.end > self.start else self.end

    @property
    def order(self):
        """Choice: order of time is that of the last moments, then of ids; the page does not say."""
        return (self.last, self.id)


# --- reading ---------------------------------------------------------------------------------------------------------

DAYS = {}


def seconds(text):
    """An RFC 3339 time in UTC, whole seconds."""
    day = DAYS.get(text[:10])
    if day is None:
        day = DAYS[text[:10]] = (date.fromisoformat(text[:10]) - EPOCH).days * 86400
    return day + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])


def midnight(day):
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp())


def when(row):
    """§4: a bare date, or a precision, makes a span."""
    text = row["start"]
    if len(text) == 10:
        day = date.fromisoformat(text)
        return midnight(day), midnight(day + timedelta(days=1))
    start = seconds(text)
    end = seconds(row["end"]) if row.get("end") else start
    if row.get("date_precision") == "hour":  # Beirut's clock differs from UTC by whole hours
        return start // HOUR * HOUR, (end // HOUR + 1) * HOUR if end % HOUR or end == start else end
    return start, end


def number(text):
    if not text:
        return 1
    return int(text) if text.isdigit() else Decimal(text)


def in_sight(path, as_of):
    """§1: replaced rows and rows that begin after `as_of` are out. Gives happenings and decisions."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        names = next(reader)
        rows = [dict(zip(names, values)) for values in reader]
    replaced = {row["supersedes"] for row in rows if row.get("supersedes")}
    times = [when(row) for row in rows]
    if as_of is None:  # a withdrawal only takes away: its own time does not matter
        as_of = max(end for (_, end), row in zip(times, rows) if row["type"] != "withdrawn")
    events, decisions, findings, responses = [], [], defaultdict(list), defaultdict(list)
    for row, (start, end) in zip(rows, times):
        kind = row["type"]
        if start > as_of or row["id"] in replaced or kind == "withdrawn":
            continue
        if kind == "decision":
            decisions.append((start, row["id"], row))
        elif kind == "finding":
            findings[row["event"]].append((start, row["id"], row))
        elif kind == "response":
            responses[row["event"]].append(row)
        elif kind in ("shelling", "truck_entered", "consignment_inspected"):
            events.append(event(row, start, end))
    events = [one for one in events if judge(one, findings.get(one.id, ()), responses.get(one.id, ()))]
    return events, sorted(decisions, key=lambda one: one[:2]), as_of


def event(row, start, end):
    one = Event()
    one.id, one.kind, one.start, one.end = row["id"], row["type"], start, end
    one.zone, one.item, one.unit = row["zone"], row["item"], row["unit"]
    one.to = row["to"]
    one.named = one.by = row["by"] if row["by"] != "unknown" else ""
    one.quantity = number(row["quantity"])
    one.fact = RANK[row["level"] or "alleged"]
    one.author = RANK[row["level_author"]] if row["level_author"] else one.fact
    one.number = RANK[row["level_quantity"]] if row["level_quantity"] else one.fact
    one.number_refuted = False
    one.grounds = {}
    return one


def judge(one, findings, responses):
    """§2: responses, then findings. False where a finding takes the event out altogether."""
    for row in responses:
        if row["answer"] == "denies":
            continue
        if row["answer"] == "justifies":
            one.grounds.setdefault(row["by"], set()).add(row["ground"])
        if row["by"] == one.named:
            part = row["element"] or "author"  # Choice: an answer to no element answers as author
            part = {"quantity": "number"}.get(part, part)
            setattr(one, part, max(getattr(one, part), 1))
    latest = {}
    for _, _, row in sorted(findings, key=lambda found: found[:2]):
        for part in ("fact", "author", "number"):
            if row[part]:
                latest[part] = row[part]
    for part, verdict in latest.items():
        if verdict == "established":
            setattr(one, part, 2)
        elif verdict == "refuted" and part == "author":
            one.by = ""
        elif verdict == "refuted" and part == "number":
            one.number_refuted = True
    return latest.get("fact") != "refuted"


# --- §4 and §8: shared -----------------------------------------------------------------------------------------------

def within(one, start, until):
    """0 surely inside [start, until), TIME perhaps, None not."""
    if one.start == one.end:
        return 0 if start <= one.start < until else None
    if start <= one.start and one.end <= until:
        return 0
    return TIME if one.start < until and one.end > start else None


def local(at):
    """§8: a local date, or date and time where it is not midnight."""
    there = datetime.fromtimestamp(at, ZONE).replace(tzinfo=None)
    return there.date().isoformat() if there.time() == there.time().min else there.isoformat()


STAMPS = {}


def stamp(at):
    if at is None:
        return None
    day, rest = divmod(at, 86400)
    text = STAMPS.get(day)
    if text is None:
        text = STAMPS[day] = (EPOCH + timedelta(days=day)).isoformat()
    return f"{text}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def amount(total):
    if isinstance(total, int):
        return total
    return int(total) if total == total.to_integral_value() else f"{total.normalize():f}"


def assessment(rule, party, instance, level, status, *, reason=None, start=None, due=None, decided=None, late=False,
               summed=(), trigger=(), counted=(), opened=(), unknown=()):
    """`summed` is what is in L, `counted` what is listed of it; grounds are those for all that is in L (§8)."""
    total = sum(one.quantity for one in summed)
    pleaded = sorted({ground for one in summed for ground in one.grounds.get(party, ())})
    roles = {"trigger": trigger, "counted": counted, "open": opened, "author_unknown": unknown}
    roles = {role: sorted(one.id for one in events) for role, events in roles.items()}
    because = sorted(name for names in roles.values() for name in names)
    if len(because) > BECAUSE_MAX:
        digest = hashlib.sha256("".join(name + "\n" for name in because).encode()).hexdigest()
        because, roles = {"number": len(because), "sha256": digest}, None
    return {
        "provision": rule, "rule": rule, "reading": "as written", "party": party, "instance": instance,
        "level": LEVELS[level], "status": status, "reason": reason, "start": stamp(start), "due": stamp(due),
        "decided_at": stamp(decided), "late": late, "pleaded": pleaded, "count": amount(total), "because": because,
        "roles": roles, "scores": [],
    }


def reached(events, needed):
    """The events, in order of time, up to the one with which the count reaches `needed`."""
    total, used = 0, []
    for one in sorted(events, key=lambda one: one.order):
        total += one.quantity
        used.append(one)
        if total >= needed:
            return used
    return None


def granted(parts, enough, order):
    """The first doubt with which, all before it granted too, the count is enough. `parts`: (event, doubts)."""
    allowed = 0
    for doubt in order:
        allowed |= doubt
        if enough(sum(one.quantity for one, doubts in parts if not doubts & ~allowed)):
            return REASONS[doubt]
    return None


# --- rule B1: never, for each zone, while a keyed state holds --------------------------------------------------------

def stretches(decisions, as_of):
    """§3: zone -> [(from, until)] of the state `quiet`, by decisions of the commission only."""
    found, open_since = defaultdict(list), {}
    for at, _, row in decisions:
        if row["by"] != "commission" or row["sets"] != "quiet" or not row["zone"]:
            continue
        zone = row["zone"]
        if row["turn"] == "begins":
            open_since.setdefault(zone, at)
        elif zone in open_since:
            start = open_since.pop(zone)
            if start < at:
                found[zone].append((start, at))
    for zone, start in open_since.items():
        found[zone].append((start, FOREVER))
    return {zone: sorted(spans) for zone, spans in found.items() if spans[0][0] <= as_of}


def prohibition(events, decisions, as_of):
    zones = stretches(decisions, as_of)
    if not zones:
        for party in PARTIES:
            for level in range(3):
                yield assessment("B1", party, "", level, "not_in_force")
        return
    bearing = {(zone, span): defaultdict(list) for zone, spans in zones.items() for span in spans}
    for one in events:
        if one.kind != "shelling":
            continue
        for zone in [one.zone] if one.zone else list(zones):
            spans = zones.get(zone, [])
            for span in spans[max(0, bisect_right(spans, (one.start, FOREVER)) - 1):]:
                if span[0] > one.end:
                    break
                doubt = within(one, *span)
                if doubt is not None:
                    doubt |= 0 if one.zone else PARTICULARS
                    bearing[zone, span][one.by].append((one, doubt))
    for (zone, span), by_author in bearing.items():
        instance = f"{zone} {local(span[0])}"
        nobody = by_author.get("", [])
        for party in PARTIES:
            for level in range(3):
                yield never(party, instance, level, span[0], by_author.get(party, []), nobody)
        for level in range(3):
            alone = never("unknown", instance, level, span[0], nobody, [])
            if alone["status"] != "no_breach_recorded":
                yield alone


def never(party, instance, level, start, bearing, nobody):
    """§5, never: N is 0, so the number need not be known."""
    def known(one):
        return one.fact >= level and (party == "unknown" or one.author >= level)

    parts = [(one, doubts | (0 if known(one) else LEVEL)) for one, doubts in bearing]
    counted = [one for one, doubts in parts if not doubts]
    opened = [one for one, doubts in parts if doubts]
    facts = dict(start=start, summed=counted, counted=counted, opened=opened)
    if sum(one.quantity for one in counted) > 0:
        first = next(one for one in sorted(counted, key=lambda one: one.order) if one.quantity > 0)
        return assessment("B1", party, instance, level, "breach_indicated", decided=first.end, **facts)
    reason = granted(parts, lambda total: total > 0, (LEVEL, TIME, PARTICULARS))
    if reason:
        return assessment("B1", party, instance, level, "undetermined", reason=reason, **facts)
    if sum(one.quantity for one, _ in nobody) > 0:
        facts["unknown"] = [one for one, _ in nobody]
        return assessment("B1", party, instance, level, "undetermined", reason="author_unknown", **facts)
    return assessment("B1", party, instance, level, "no_breach_recorded", **facts)


# --- rule B2: at least 1 within 24 hours of an event, for each item --------------------------------------------------

def deadline(events, as_of):
    if as_of < IN_FORCE:  # §3: no stretch has begun
        for level in range(3):
            yield assessment("B2", "inspectorate", "", level, "not_in_force")
        return
    by_item, itemless = defaultdict(list), []
    for one in events:
        if one.kind == "consignment_inspected":
            (by_item[one.item] if one.item else itemless).append(one)
    for trigger in events:
        if trigger.kind != "truck_entered":
            continue
        doubt = within(trigger, IN_FORCE, FOREVER)
        if doubt is None:
            continue
        candidates = [(one, 0) for one in by_item.get(trigger.item, ())]
        candidates += [(one, PARTICULARS) for one in itemless]
        yield from inspection(trigger, doubt, candidates, as_of)


def inspection(trigger, trigger_doubt, candidates, as_of):
    """§5, at least 1. What bears, and whether it is in time, does not depend on the level."""
    due_first, due_last = trigger.start + 24 * HOUR, trigger.last + 24 * HOUR
    bearing = []  # (event, doubts, doubts with the due time; None: too late)
    for one, doubt in candidates:
        # The letter of the page: the start is the trigger's first moment, however vague the trigger's time is.
        if one.start < trigger.start:
            if one.end <= trigger.start:
                continue
            doubt |= TIME
        if one.last <= due_first:
            bearing.append((one, doubt, doubt))
        else:
            bearing.append((one, doubt, doubt | TIME if one.start <= due_last else None))
    facts = dict(start=trigger.start, due=due_last, trigger=[trigger])
    for level in range(3):
        counted = [one for one, doubt, _ in bearing if not doubt and one.fact >= level]
        opened = [one for one, doubt, _ in bearing if doubt or one.fact < level]
        told = dict(facts, summed=counted)

        def answer(status, **more):
            return assessment("B2", "inspectorate", trigger.id, level, status, **told, **more)

        known = [(one, timely) for one, _, timely in bearing if one.fact >= level and timely is not None]
        used = reached([one for one, timely in known if not timely], 1)
        if used:
            yield answer("met", decided=used[-1].last, counted=used)
            continue
        listed = dict(counted=counted, opened=opened)
        if as_of <= due_last:
            yield answer("pending", **listed)
            continue
        reason = granted(known, lambda total: total >= 1, (TIME, PARTICULARS))
        if reason:
            yield answer("undetermined", reason=reason, **listed)
            continue
        used = reached(counted, 1)
        if used:
            yield answer("met", late=True, decided=used[-1].last, counted=used)
            continue
        if trigger.fact < level or trigger_doubt:
            yield answer("undetermined", reason=REASONS[LEVEL if trigger.fact < level else TIME], **listed)
            continue
        if sum(one.quantity for one, _, _ in bearing) < 1:
            yield answer("breach_indicated", decided=due_last, **listed)
        else:
            yield answer("overdue", reason="claimed_only", **listed)


# --- rule B3: at least 600 every day ---------------------------------------------------------------------------------

def daily(events, as_of):
    trucks = sorted((one for one in events if one.kind == "truck_entered"), key=lambda one: one.start)
    starts = [one.start for one in trucks]
    longest = max((one.end - one.start for one in trucks), default=0)
    if as_of < IN_FORCE:
        for level in range(3):
            yield assessment("B3", "actor_01", "", level, "not_in_force")
    day = datetime.fromtimestamp(IN_FORCE, ZONE).date()
    while midnight(day) <= as_of:
        start, until = midnight(day), midnight(day + timedelta(days=1))
        day += timedelta(days=1)
        if start < IN_FORCE:
            continue
        near = trucks[bisect_left(starts, start - longest):bisect_left(starts, until)]
        yield from trucks_of_day(start, until, [one for one in near if within(one, start, until) is not None], as_of)


def trucks_of_day(start, until, near, as_of):
    """§5 and §6, at least 600: the number must be known too."""
    units = any(one.unit not in ("", "trucks") for one in near)
    bearing = [one for one in near if one.unit in ("", "trucks") and not one.number_refuted]
    due = until - 1
    for level in range(3):
        parts = []
        for one in bearing:
            known = one.fact >= level and one.number >= level
            parts.append((one, within(one, start, until) | (0 if known else LEVEL)))
        counted = [one for one, doubts in parts if not doubts]
        listed = dict(counted=counted, opened=[one for one, doubts in parts if doubts])
        told = dict(start=start, due=due, summed=counted)

        def answer(status, **more):
            return assessment("B3", "actor_01", local(start), level, status, **told, **more)

        used = reached(counted, 600)
        if used:
            yield answer("met", decided=used[-1].last, counted=used)
            continue
        if as_of <= due:
            yield answer("pending", **listed)
            continue
        reason = granted([part for part in parts if not part[1] & LEVEL], lambda total: total >= 600, (TIME,))
        if reason:
            yield answer("undetermined", reason=reason, **listed)
        elif units:
            yield answer("undetermined", reason="units_not_comparable", **listed)
        elif sum(one.quantity for one in bearing) < 600:
            yield answer("breach_indicated", decided=due, **listed)
        else:
            yield answer("overdue", reason="claimed_only", **listed)


# --- rule B4: nobody answers shelling within six hours in the same zone ------------------------------------------------

def retaliation(events, as_of):
    """One instance for all the time in force. None where a shelling is vague: that is left to others."""
    shelling = sorted((one for one in events if one.kind == "shelling"), key=lambda one: one.order)
    if any(one.start != one.end or not (one.zone and one.by and one.to) for one in shelling):
        return None
    before = defaultdict(list)
    for one in shelling:
        before[one.by, one.to, one.zone].append(one)
    starts = {key: [one.start for one in list_] for key, list_ in before.items()}
    known = {}  # by act that follows another: how well the best known of these is, its author included
    for one in shelling:
        key = one.to, one.by, one.zone
        list_ = before.get(key, [])
        first, end = bisect_left(starts.get(key, []), one.start - 6 * HOUR), bisect_left(starts.get(key, []), one.start)
        if first < end:
            known[one.id] = max(min(other.fact, other.author) for other in list_[first:end])
    return list(_retaliation(shelling, known))


def _retaliation(shelling, known):
    for party in PARTIES:
        own = [one for one in shelling if one.by == party and one.id in known and one.start >= IN_FORCE]
        for level in range(3):
            counted = [one for one in own if min(one.fact, one.author) >= level and known[one.id] >= level]
            opened = [one for one in own if one not in counted]
            told = dict(start=IN_FORCE, summed=counted, counted=counted, opened=opened)
            total = sum(one.quantity for one in counted)
            if total > 0:
                first = next(one for one in counted if one.quantity > 0)
                yield assessment("B4", party, local(IN_FORCE), level, "breach_indicated", decided=first.end, **told)
            elif sum(one.quantity for one in own) > 0:
                yield assessment("B4", party, local(IN_FORCE), level, "undetermined", reason="allegations_open", **told)
            else:
                yield assessment("B4", party, local(IN_FORCE), level, "no_breach_recorded", **told)


# --- comparison ------------------------------------------------------------------------------------------------------

def line(one):
    """Who, what and when stand first, so that sorting brings the two programs' words on one thing together."""
    names = ("rule", "party", "instance", "level")
    return "\t".join(one[name] for name in names) + "\t" + json.dumps(one, sort_keys=True)


def compare(mine, path, n_shown, left_out):
    with open(path, encoding="utf-8") as file:
        all_ = (json.loads(text) for text in file)
        theirs = sorted(line(one) for one in all_ if one["rule"] not in left_out)
    mine_only, theirs_only = differing(mine, theirs)
    n_different = max(len(mine_only), len(theirs_only))
    shown = defaultdict(lambda: [None, None])
    for side, lines in enumerate((mine_only, theirs_only)):
        for text in lines:
            key, _, body = text.rpartition("\t")
            shown[key][side] = json.loads(body)
    for key, (twin, truce) in list(sorted(shown.items()))[:n_shown]:
        print(key.replace("\t", " "))
        if twin is None or truce is None:
            print("  only", f"truce: {truce}" if twin is None else f"twin: {twin}")
            continue
        for name in sorted(twin.keys() | truce.keys()):
            if twin.get(name) != truce.get(name):
                print(f"  {name}: twin {twin.get(name)!r}, truce {truce.get(name)!r}")
    return len(mine), len(theirs), n_different


def differing(mine, theirs):
    """Lines of two sorted lists that the other has not."""
    if mine == theirs:
        return [], []
    first, second = Counter(mine), Counter(theirs)
    return list((first - second).elements()), list((second - first).elements())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events")
    parser.add_argument("--as-of", type=seconds, help="RFC 3339 in UTC; left out: the latest time in the file")
    parser.add_argument("--against", help="what truce evaluate said")
    parser.add_argument("--out", help="write the assessments here")
    parser.add_argument("--shown", type=int, default=SHOWN_MAX, help="how many differences are shown")
    args = parser.parse_args()
    events, decisions, as_of = in_sight(args.events, args.as_of)
    mine = []
    fourth = retaliation(events, as_of)
    for found in (prohibition(events, decisions, as_of), deadline(events, as_of), daily(events, as_of), fourth or []):
        mine.extend(line(one) for one in found)
    if fourth is None:
        print("the fourth rule is left out: a shelling is vague")
    if args.out:
        with open(args.out, "w", encoding="utf-8") as out:
            out.writelines(text.rpartition("\t")[2] + "\n" for text in mine)
    if not args.against:
        return 0
    mine.sort()
    n_mine, n_theirs, n_different = compare(mine, args.against, args.shown, ["B4"] if fourth is None else [])
    print(f"twin {n_mine}, truce {n_theirs} assessments, {n_different} different")
    return 1 if n_different else 0


if __name__ == "__main__":
    sys.exit(main())
