"""Synthetic ceasefire reports with their true event, made by agents and channels.

Mechanism. Two sides and a third armed group own named units on a road graph of 150 places (10 districts, 3 provinces; names have two
Latin spellings and an Arabic one). Day by day, units under changing orders walk the roads, hold places, and fight when an opponent is near.
One fight is a script of several happenings within hours (fire, return fire, a strike next door): separate events, the hard negatives. Moves
give incursions and sightings; mines go off under whoever drives there; aid convoys are stopped at crossings; grievance piles up until a
protest; overflights and weapon convoys are one event along a track, so true reports of them can lie far apart.

Reports arise in channels. Observation posts hear or see what is in range, by a bearing with a bias of the post and an error growing with
distance. Patrols see by day, or find traces later. Liaison officers tell mostly of the other side. Local reporters name the best-known place
nearby. Agencies retell one first-hand note, newspapers copy an agency (`origin`), data sets and the coder take from those: errors are
inherited down the chain, not drawn anew. A data set may merge a fight into one report; its true event is the largest of those merged.
A source tells an event once, except rows with `updates`. Precision 1 is exact, 2 near the place, 3 district centre, 4 province. A bare date
is a day, or with date_precision week the Monday of its week; two bare dates are a two-day span.

Limits. Rates and errors are chosen, not fitted to any conflict. The map is flat, in open sea. There are no false reports, and none cover two
events but the merged ones. At a high --per-day fights crowd the same front places more than in a real ceasefire. Texts have few wordings,
Arabic grammar is crude, an invented name may resemble a real one by chance. Events nobody tells are not in the truth.
"""
import argparse, csv, math, random, sys
from collections import Counter, defaultdict, namedtuple
from dataclasses import make_dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import combinations
from math import dist

EPOCH = datetime(2021, 1, 1, tzinfo=timezone(timedelta(hours=2)))
WEST, SOUTH, WIDTH, HEIGHT, KM_LON, KM_LAT = 28.4, 32.8, 92.0, 64.0, 93.2, 111.0
DAY, CIVIL, N, FIGHTS_PER_DAILY_EVENT, rng = 1440, 3, 150, 0.45, random.Random()
COLUMNS = "id source origin reported_at type start end date_precision lon lat place place_precision zone by to killed injured text language updates".split()

Kind = namedtuple("Kind", "heard seen deadly news en ar")
Source = namedtuple("Source", "name channel language spelling manners text_share extra")
Unit = make_dataclass("Unit", "side names fixed place home temper order".split())
Event = make_dataclass("Event", "id kind start end track by to fight killed injured fame".split())
Note = make_dataclass("Note", "kind start end clock point precision place zone by to killed injured told origin text updates".split())

KINDS = {
    "airstrike": Kind(20, 14, .9, 1.6, "an air strike hit a site|warplanes struck a target", "غارة جوية على موقع|قصف بالطيران الحربي"),
    "drone_strike": Kind(9, 5, .6, 1.3, "a drone strike hit a vehicle|a drone dropped munitions", "ضربة مسيرة على آلية|مسيرة تلقي ذخائر"),
    "shelling": Kind(13, 7, .4, .9, "artillery shells landed|mortar fire was reported|shelling struck farmland", "قصف مدفعي|سقوط قذائف هاون"),
    "rocket_fire": Kind(12, 8, .4, 1.1, "rockets were fired|a salvo of rockets landed", "إطلاق صواريخ|سقوط رشقة صاروخية"),
    "shooting": Kind(4, 3, .25, .6, "gunfire broke out|machine-gun fire was heard", "إطلاق نار|رشقات رشاشة"),
    "explosion": Kind(10, 5, .7, 1.0, "an explosion went off|a roadside device detonated", "انفجار عبوة|دوي انفجار"),
    "armed_clash": Kind(5, 4, .8, 1.2, "fighters clashed|an armed clash took place", "اشتباك مسلح|اشتباكات متقطعة"),
    "incursion": Kind(0, 6, .1, 1.2, "troops advanced past the line|an incursion was recorded", "توغل قوات|تقدم آليات خلف الخط"),
    "overflight": Kind(8, 12, 0, .6, "an aircraft overflew the area|drones circled overhead", "تحليق طيران|تحليق مسيرات"),
    "weapons_moved": Kind(0, 5, 0, .6, "heavy weapons were moved|trucks carrying launchers passed", "نقل أسلحة ثقيلة|مرور شاحنات راجمات"),
    "troops_present": Kind(0, 5, 0, .5, "armed personnel were present|a new position was set up", "وجود عناصر مسلحة|إقامة موقع جديد"),
    "demolition": Kind(8, 5, 0, .9, "houses were demolished|a building was blown up", "هدم منازل|نسف مبنى"),
    "abduction": Kind(0, 0, .02, 1.2, "several people were abducted|a resident was seized", "خطف عدد من الأهالي|احتجاز أحد السكان"),
    "displacement": Kind(0, 3, 0, .9, "families fled their homes|residents were displaced", "نزوح عائلات|تهجير سكان"),
    "aid_intercepted": Kind(0, 3, .03, 1.3, "an aid convoy was stopped|aid trucks were seized", "اعتراض قافلة مساعدات|مصادرة شاحنات إغاثة"),
    "crossing_closed": Kind(0, 2, 0, 1.0, "the crossing was closed|the gate was shut to traffic", "إغلاق المعبر|منع العبور"),
    "movement_restricted": Kind(0, 3, 0, .7, "movement was restricted|a checkpoint blocked the road", "تقييد الحركة|حاجز يقطع الطريق"),
    "protest": Kind(2, 3, .04, .9, "residents protested|a crowd gathered in protest", "احتجاج أهالي|تظاهرة شعبية"),
}
ARMS = ({"shelling": 4, "drone_strike": 3, "airstrike": 2, "shooting": 2, "demolition": .7, "incursion": .7}, {"rocket_fire": 4, "shelling": 3, "shooting": 2, "drone_strike": 1},
        {"shooting": 4, "explosion": 2, "rocket_fire": 1})
CLOSE_ARMS = {"armed_clash": 4, "shooting": 3, "shelling": 1, "explosion": 1, "incursion": 1, "demolition": .6}
FAR_ARMS = ({"airstrike": 2, "drone_strike": 2, "shelling": 1}, {"rocket_fire": 4, "drone_strike": 1}, {"rocket_fire": 2, "explosion": 1})
ALIKE = {k: v.split("|") for k, v in (pair.split(":") for pair in """airstrike:explosion|shelling drone_strike:explosion|airstrike demolition:explosion
    shelling:explosion|rocket_fire rocket_fire:shelling|explosion explosion:shelling armed_clash:shooting shooting:armed_clash weapons_moved:troops_present
    incursion:troops_present|armed_clash troops_present:weapons_moved crossing_closed:movement_restricted movement_restricted:crossing_closed""".split())}
CLOCKS, CIVILIANS = ("minute", "hour", "day", "span", "week"), ("civilians", "residents", "مدنيون")
CALLED = {
    "side": (("Orvane Army", "Orfan Army", "جيش أورفان"), ("Kestal Front", "Qestal Front", "جبهة كستال"), ("Dhumra Bands", "Zumra Bands", "عصائب ضمرة"), CIVILIANS),
    "short": (("OA", "O.A.", "الجيش"), ("KF", "Q.F.", "الجبهة"), ("Dhumra", "Zumra", "ضمرة"), CIVILIANS),
    "generic": (("army", "soldiers", "قوات عسكرية"), ("armed group", "fighters", "مسلحون"), ("gunmen", "unknown gunmen", "مجهولون"), CIVILIANS),
    "hostile": (("enemy", "the occupier", "العدو"), ("the militia", "enemy fighters", "الميليشيا"), ("outlaws", "armed gang", "عصابة مسلحة"), CIVILIANS)}
RANKS = (("{} Brigade", "Liwa {}", "لواء {}"), ("{} Battalion", "Katiba {}", "كتيبة {}"), ("{} Post", "Nuqta {}", "نقطة {}"))
CONSONANTS = [c.split() for c in "q k ق,sh ch ش,j dj ج,kh h خ,z z ز,m m م,r r ر,n n ن,d d د,t tt ط,f ph ف,b b ب,l l ل,s s س,gh g غ,y i ي".split(",")]
VOWELS = (("a", "a", "ا"), ("i", "ee", "ي"), ("u", "ou", "و"), ("a", "e", ""), ("o", "u", "و"))
PREFIXES = (("", "", ""),) * 5 + (("Tell ", "Tal ", "تل "), ("Wadi ", "Ouadi ", "وادي "), ("Umm ", "Om ", "أم "))
COPY_SWAPS = (("wounded", "injured"), ("was reported", "has been reported"), ("blamed on", "attributed to"), ("near", "close to"), ("قرب", "بالقرب من"))
WORDS = {
    "en": dict(at=" near {}| in {}| on the outskirts of {}| in the {} area", to=" targeting {}|, hitting {}", by=", blamed on {}|, attributed to {}|; {} accused",
               clock=" at {:%H:%M}", parts=(" overnight", " in the morning", " in the afternoon", " in the evening"), none=" No casualties were reported.",
               toll=" {k} killed and {i} wounded.| The toll: {k} dead, {i} wounded.",
               frames="{what}{at}{to}{when}{by}.|sources said {what}{at}{when}{by}.|{what}{when}{at}{to}{by}."),
    "ar": dict(at=" قرب {}| في {}| في محيط {}| بمنطقة {}", to=" والهدف {}| ضد {}", by="، ونسب إلى {}|، والمتهم {}", clock=" عند {:%H:%M}",
               parts=(" ليلا", " صباحا", " بعد الظهر", " مساء"), none=" ولم تسجل إصابات.", toll=" سقط {k} قتلى و{i} جرحى.| الحصيلة {k} قتلى و{i} جرحى.",
               frames="{what}{at}{to}{when}{by}.|مصادر: {what}{at}{when}{by}.|أفيد عن {what}{when}{at}{by}.")}


def pick(weights): return rng.choices(list(weights), list(weights.values()))[0]
def chance(p): return rng.random() < p
def stamp(minute): return (EPOCH + timedelta(minutes=minute)).isoformat()
def new_id(prefix): return f"{prefix}-{rng.getrandbits(64):016x}"
def poisson(mean): return sum(chance(mean / (40 + 5 * mean)) for _ in range(int(40 + 5 * mean)))


def make_name():
    core = [rng.choice(table) for _ in range(rng.choice((2, 2, 3))) for table in (CONSONANTS, VOWELS)]
    parts = [rng.choice(PREFIXES), *core, *rng.sample(CONSONANTS, chance(.6))]
    return tuple("".join(p[i] for p in parts).title() for i in range(3))


class World:
    """Places, roads, units and what they do each day."""
    def __init__(self, per_day):
        self.per_day, self.fights, self.pressure, self.mines, self.grievance = per_day, 0, None, {}, Counter()
        self.nearest = lru_cache(9999)(lambda point: min(range(N), key=lambda p: dist(point, self.xy[p])))
        self._make_places()
        self.holder = [0 if x < WIDTH / 2 + 7 * math.sin(y / 9) else 1 for x, y in self.xy]
        self.crossings = [p for p in range(N) if any(self.holder[q] != self.holder[p] for q in self.roads[p])][::2][:8]
        self.units = [u for side in range(3) for u in self._make_units(side)]
        self.patrols = rng.sample(self.crossings, 2)

    def _make_places(self):
        self.xy = []
        for _ in range(N):
            tries = [(rng.random() * WIDTH, rng.random() * HEIGHT) for _ in range(6)]
            self.xy.append(max(tries, key=lambda t: min((dist(t, q) for q in self.xy), default=0)))
        near = [sorted(range(N), key=lambda q: dist(self.xy[p], self.xy[q])) for p in range(N)]
        links = {frozenset((p, q)) for p in range(N) for q in near[p][1:4] + [q for q in near[p] if q < p][:1]}
        self.roads = [[q for q in range(N) if q != p and frozenset((p, q)) in links] for p in range(N)]
        seats = [rng.randrange(N)]
        while len(seats) < 10: seats.append(max(range(N), key=lambda p: min(dist(self.xy[p], self.xy[s]) for s in seats)))
        self.seats, self.province = sorted(seats, key=lambda s: self.xy[s]), [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
        self.district = [min(range(10), key=lambda d: dist(xy, self.xy[self.seats[d]])) for xy in self.xy]
        self.size = [rng.paretovariate(1.1) * (6 if p in seats else 1) for p in range(N)]
        self.names = [make_name() for _ in range(N - 6)]
        self.names += rng.sample(self.names, 6)
        self.zones = {("d", d): self.names[s] if chance(.5) else make_name() for d, s in enumerate(self.seats)} | {("p", p): make_name() for p in range(3)}

    def _make_units(self, side):
        to_front = lambda p: rng.random() if side == 2 else min(dist(self.xy[p], self.xy[c]) for c in self.crossings)
        own = sorted((p for p in range(N) if side == 2 or self.holder[p] == side), key=to_front)
        for _ in range(rng.randint(7, 10)):
            rank, name, place = rng.randrange(3), make_name(), own[int(rng.random() ** 1.3 * len(own) * .8)]
            yield Unit(side, [RANKS[rank][i].format(name[i]) for i in range(3)], rank == 2, place, place, rng.lognormvariate(0, .4), "hold")

    def who(self, unit): return (unit.side, self.units.index(unit))
    def zone_of(self, point): return ("d", self.district[self.nearest(point)])
    def best_known(self, point, pull): return max(range(N), key=lambda p: self.size[p] ** pull / (dist(point, self.xy[p]) + .7) ** 2)

    def beside(self, place, reach=1.6):
        angle, r = rng.random() * math.tau, reach * math.sqrt(rng.random())
        return (self.xy[place][0] + r * math.cos(angle), self.xy[place][1] + r * math.sin(angle))

    def route(self, a, b):
        paths, seen = [[a]], {a}
        for path in paths:
            if path[-1] == b: return path
            fresh = [q for q in self.roads[path[-1]] if q not in seen]
            seen.update(fresh)
            paths += [path + [q] for q in fresh]

    def happen(self, kind, start, track, by=None, to=None, lasts=0, fight=None):
        self.fights += fight is None
        deadly = KINDS[kind].deadly * chance(.45)
        killed, injured = (poisson(min(40, deadly * rng.lognormvariate(m, 1.2))) for m in (-.9, 0))
        fame = KINDS[kind].news * rng.lognormvariate(-.2, .8) * (1 + .5 * killed + .15 * injured) ** .8
        if to and to[0] == CIVIL: self.grievance[self.zone_of(track[0])[1]] += 1 + killed
        self.today.append(Event(new_id("ev"), kind, int(start), int(start + lasts), track, by, to, fight or self.fights, killed, injured, fame))
        return self.today[-1]

    def live_day(self, dawn):
        self.today, self.patrols = [], [rng.choice(self.roads[p]) for p in self.patrols]
        for unit in [u for u in self.units if not u.fixed]: self._march(unit, dawn + rng.randint(240, 1300))
        self._fight_all(dawn)
        for share, act in ((.1, self._convoy), (.08, self._overfly), (.045, self._abduct), (.09, self._resupply)):
            for _ in range(poisson(share * self.per_day)): act(dawn + rng.randrange(DAY))
        for d, seat in enumerate(self.seats):
            if self.grievance[d] > 12 + rng.expovariate(1 / 25):
                self.grievance[d] = 0
                self.happen("protest", dawn + rng.randint(600, 1100), [self.beside(seat, .5)], (CIVIL, None), lasts=120)
        return self.today

    def _march(self, unit, start):
        stay, me = unit.place, self.who(unit)
        unit.order = pick({"hold": 4, "probe": 4, "withdraw": 3}) if chance(.2) else unit.order
        if unit.order == "hold" and chance(.85): return
        foes = [self.xy[u.place] for u in self.units if u.side != unit.side]
        aim = self.xy[unit.home] if unit.order == "withdraw" else min(foes, key=lambda f: dist(f, self.xy[stay]))
        unit.place = min(self.roads[stay], key=lambda p: dist(self.xy[p], aim) + rng.random() * 6)
        self._drive(stay, unit.place, start, me)
        if unit.side and chance(self.per_day / 150): self.mines[frozenset((unit.place, rng.choice(self.roads[unit.place])))] = me
        if unit.side < 2 and self.holder[unit.place] == 1 - unit.side:
            self.happen("incursion", start, [self.beside(unit.place)], me, (1 - unit.side, None), rng.randint(20, 400))
            self.holder[unit.place] = unit.side if chance(.4) else 1 - unit.side
        elif chance(self.per_day / 120): self.happen("troops_present", start, [self.beside(unit.place, .8)], me, None, rng.choice((0, 120, 600)))

    def _drive(self, a, b, start, to):
        layer, f = self.mines.pop(frozenset((a, b)), to), rng.random()
        spot = tuple(s + f * (t - s) for s, t in zip(self.xy[a], self.xy[b]))
        if layer[0] != to[0]: self.happen("explosion", start, [spot], layer, to)

    def _fight_all(self, dawn):
        hazards = {}
        for (i, a), (j, b) in combinations(enumerate(self.units), 2):
            d, bold = dist(self.xy[a.place], self.xy[b.place]), .5 + (a.order == "probe") + (b.order == "probe")
            if a.side != b.side and d < 50:
                hazards[i, j] = a.temper * b.temper * bold * (math.exp(-d / 6) + .03) * (.4 if b.side == 2 else 1)
        total = sum(hazards.values())
        self.pressure = .95 * (self.pressure or total) + .05 * total
        for _ in range(poisson(FIGHTS_PER_DAILY_EVENT * self.per_day * total / self.pressure)):
            self._fight(dawn, *rng.sample([self.units[i] for i in pick(hazards)], 2))

    def _fight(self, dawn, shooter, target):
        time, reach = dawn + pick({1110: 6, 320: 2, 780: 2, 1380: 2}) + rng.gauss(0, 75), dist(self.xy[shooter.place], self.xy[target.place])
        self.fights, hurt = self.fights + 1, 0
        for _ in range(min(9, 1 + int(rng.expovariate(1 / 3)))):
            spot = rng.choice([target.place] * 3 + [p for p in self.roads[target.place] if dist(self.xy[p], self.xy[target.place]) < 8])
            arms = CLOSE_ARMS if reach < 4 else ARMS[shooter.side] if reach < 14 else FAR_ARMS[shooter.side]
            victim = (CIVIL, None) if chance(.25) else self.who(target)
            e = self.happen(pick(arms), max(dawn, time), [self.beside(spot)], self.who(shooter), victim, rng.choice((0, 0, 5, 20, 60)), self.fights)
            hurt, time = hurt + e.killed + e.injured, time + 3 + rng.expovariate(1 / 35)
            shooter, target = (target, shooter) if chance(.55) else (shooter, target)
        if hurt > 6 and chance(.5): self.happen("displacement", time + rng.randint(60, 600), [self.beside(spot)], None, (CIVIL, None), 600, self.fights)

    def _convoy(self, time):
        path = self.route(rng.choice(self.seats[:4]), rng.choice(self.seats[6:]))
        for i, (a, b) in enumerate(zip(path, path[1:])):
            self._drive(a, b, time + 15 * i, (CIVIL, None))
            if b in self.crossings and chance(.6):
                keeper = (self.holder[b] if chance(.7) else 2, None)
                kind = pick({"aid_intercepted": 5, "crossing_closed": 4, "movement_restricted": 3})
                lasts = rng.choice((180, 1500, 2800)) if kind == "crossing_closed" else rng.randint(40, 400)
                return self.happen(kind, time + 15 * i, [self.beside(b, .4)], keeper, (CIVIL, None), lasts)

    def _overfly(self, time):
        (first, last), y, slope = sorted((rng.random(), rng.random())), rng.random() * HEIGHT, rng.uniform(-.4, .4) * HEIGHT
        track = [(f * WIDTH, y + slope * (f - .5)) for f in (first + (last - first) * i / 9 for i in range(10))]
        self.happen("overflight", time, track, (pick({0: 4, 1: 1}), None), lasts=rng.randint(10, 70))

    def _abduct(self, time):
        unit = rng.choice([u for u in self.units if u.side == 2] + self.units[:3])
        self.happen("abduction", time, [self.beside(rng.choice(self.roads[unit.place]))], self.who(unit), (CIVIL, None))

    def _resupply(self, time):
        unit = rng.choice(self.units)
        track = [self.xy[p] for p in self.route(rng.choice(self.seats), unit.place)[-5:]]
        self.happen("weapons_moved", time, track, self.who(unit), lasts=15 * len(track))


class Press:
    """The channels: turns the events of a day into written reports."""
    def __init__(self, world):
        self.w, self.rows, self.truth, self.of = world, [], [], defaultdict(list)
        for s in self._make_sources(): self.of[s.channel].append(s)

    def _make_sources(self):
        S, plain, close, loose = Source, {"side": 5, "short": 2, "generic": 3}, {"unit": 4, "side": 3, "generic": 3}, {"side": 3, "short": 2, "generic": 5}
        posts = zip(("kilo", "lima", "mike", "november"), rng.sample(self.w.crossings, 4))
        areas = enumerate(((0, 1), (2,), (3,), (4,), (5,), (6, 7), (8, 9)))
        return [S(f"op_{n}", "post", "en", 0, plain, .5, (self.w.xy[c], rng.gauss(0, 3))) for n, c in posts] + [
            S(f"local_{i + 1}", "local", *(("en", i % 2) if i % 3 == 0 else ("ar", 2)), close, .9, a) for i, a in areas] + [
            S("patrol_east", "patrol", "en", 0, close, .6, 0), S("patrol_west", "patrol", "en", 1, close, .6, 1),
            S("liaison_orvane", "liaison", "en", 1, close, .8, 0), S("liaison_kestal", "liaison", "ar", 2, close, .8, 1),
            S("agency_meridian", "agency", "en", 0, plain, 1, 0), S("agency_sahil", "agency", "ar", 2, plain, 1, 0),
            S("herald", "paper", "en", 1, loose, 1, (0,)), S("courier", "paper", "en", 0, loose, .95, (0,)),
            S("globe_post", "paper", "en", 1, loose, .95, (0, 1)), S("al_ufuq", "paper", "ar", 2, loose, 1, (1,)),
            S("conflict_ledger", "dataset", "en", 0, {"side": 9, "unit": 1}, .8, .3), S("peace_index", "dataset", "en", 1, {"side": 6, "generic": 4}, .4, .6),
            S("autocoder", "coder", "en", 1, {"short": 3, "generic": 6}, 0, 0), S("hospital_register", "hospital", "en", 0, loose, .4, 0)]

    def tell(self, events):
        fights = defaultdict(list)
        for e in events: fights[e.fight].append((e, self._tell_event(e)))
        for s in self.of["dataset"]:
            for told in fights.values(): self._curate(s, [t for t in told if t[1] and chance(.6)])

    def _tell_event(self, e):
        """File all reports of the event but those of the data sets; returns the notes data sets may use."""
        looks = (self._post, self._patrol, self._liaison, self._local, self._hospital)
        told = [(s, self._file(s, e, look(s, e))) for look in looks for s in self.of[look.__name__[1:]]]
        heard = [n for s, n in told if n and s.channel not in ("post", "patrol")]
        wires = [(a, self._file(a, e, self._agency(e, heard))) for a in self.of["agency"]]
        printed = [n for n in (self._file(s, e, self._paper(s, e, wires)) for s in self.of["paper"]) if n]
        if printed and chance(.4): self._file(self.of["coder"][0], e, self._code(rng.choice(printed)))
        return printed or [n for _, n in wires if n and chance(.3)]

    def _note(self, e, i, delay, **known):
        """What is true of the event at its track point i, told after about `delay` minutes; `known` overrides."""
        start, told = e.start + (e.end - e.start) * i // max(1, len(e.track) - 1), e.end + 5 + int(rng.expovariate(1 / delay))
        return replace(Note(e.kind, start, e.end, "minute", e.track[i], 1, self.w.nearest(e.track[i]), self.w.zone_of(e.track[i]),
                            e.by, e.to, e.killed, e.injured, told, "", "", ""), **known)

    def _post(self, s, e):
        (site, bias), k = s.extra, KINDS[e.kind]
        d, i = min((dist(site, point), i) for i, point in enumerate(e.track))
        note, point = self._note(e, i, 40, to=None, killed=None, injured=None), e.track[i]
        seen, heard = (k.seen, k.heard * .85) if 360 <= note.start % DAY < 1080 else (0, k.heard * 1.2)
        if d >= max(seen, heard) or not chance(.7 * (1 - .7 * d / max(seen, heard))): return None
        angle = math.atan2(point[1] - site[1], point[0] - site[0]) + math.radians(bias + rng.gauss(0, 1.5 + .3 * d))
        r, start = d * math.exp(rng.gauss(0, .07 if d < seen else .2)), note.start + rng.choice((-1, 0, 0, 0, 1, 2))
        guess = (site[0] + r * math.cos(angle), site[1] + r * math.sin(angle))
        return replace(note, kind=self._mistake(e.kind, .08 if d < seen else .5), start=start, end=e.end if d < seen else start, point=guess,
                       precision=1 + (d > 2), place=self.w.nearest(guess), zone=self.w.zone_of(guess), by=e.by if d < min(seen, 4) else None)

    def _patrol(self, s, e):
        here, k = self.w.xy[self.w.patrols[s.extra]], KINDS[e.kind]
        d, i = min((dist(here, point), i) for i, point in enumerate(e.track))
        note = self._note(e, i, 120, killed=None, injured=None)
        if 480 <= note.start % DAY < 1020 and d < k.seen + 1 and chance(.7):
            return replace(note, point=self._blur(note.point, .3))
        if k.heard > 8 and len(e.track) == 1 and d < 9 and chance(.4):
            return replace(note, clock=rng.choice(("day", "span")), point=self._blur(note.point, .05), told=e.end + rng.randint(600, 2400), by=None, to=None)

    def _liaison(self, s, e):
        mine, hit = e.by and e.by[0] == s.extra, e.to and e.to[0] in (s.extra, CIVIL)
        if not chance(min(.85, e.fame * (.02 if mine else .13 if hit else .04))): return None
        point = rng.choice(e.track)
        note = self._note(e, e.track.index(point), 200, clock=pick({"minute": 5, "hour": 4, "day": 1}), place=self.w.best_known(point, .2),
                          point=self._blur(point, .4) if chance(.55) else None, by=e.by or (1 - s.extra, None))
        return self._recall(note, e, 5, rng.choice((1, 1.3, 2)) if hit and not mine else 1)

    def _local(self, s, e):
        inside = [i for i, p in enumerate(e.track) if self.w.zone_of(p)[1] in s.extra]
        if not inside or not chance(min(.93, .26 * e.fame)): return None
        i = rng.choice(inside)
        place = self.w.best_known(e.track[i], .35)
        note = self._note(e, i, 240, kind=self._mistake(e.kind, .1), clock=pick({"minute": 8, "hour": 8, "day": 4, "span": 1}), place=place, precision=2,
                          point=self.w.xy[place] if chance(.4) else None, by=e.by if chance(.7) else None, to=e.to if chance(.6) else None)
        return self._recall(note, e, 15, rng.choice((.6, 1, 1, 1.3)))

    def _hospital(self, _, e):
        if not chance(min(.7, .06 * (e.injured + e.killed))): return None
        kind = "shooting" if e.kind in ("shooting", "armed_clash", "protest") else "explosion"
        return self._note(e, 0, 500, kind=kind, start=e.start + rng.randint(10, 110), clock=rng.choice(("hour", "day")), point=None, by=None, to=None,
                          place=self.w.best_known(e.track[0], .5) if chance(.6) else None)

    def _agency(self, e, heard):
        if not heard or not chance(min(.9, .07 * e.fame * len(heard))): return None
        up = rng.choice(heard)
        by = (up.by[0], up.by[1] if chance(.3) else None) if up.by else (pick({0: 4, 1: 4, 2: 1}), None) if chance(.3) else None
        return replace(up, told=up.told + 20 + int(rng.expovariate(1 / 120)), clock=self._coarser(up.clock, {"minute": 2, "hour": 4, "day": 4}),
                       point=up.point if chance(.2) else None, by=by, text="")

    def _paper(self, s, e, wires):
        wires = [wires[i] for i in s.extra if wires[i][1]]
        if not wires or not chance(min(.85, .1 + .07 * e.fame)): return None
        agency, up = rng.choice(wires)
        note = replace(up, origin=agency.name, told=up.told + 30 + int(rng.expovariate(1 / 500)), point=None, by=up.by and (up.by[0], None),
                       clock=self._coarser(up.clock, {"hour": 1, "day": 7, "span": 1}))
        roll, d = rng.random(), up.zone[1]
        if roll > .5:
            note.place, note.zone = None if roll > .8 else self.w.seats[d], ("p", self.w.province[d]) if roll > .95 else up.zone
        text = up.text.replace(self._where(up, agency), self._where(note, s))
        for a, b in COPY_SWAPS: text = text.replace(a, b) if chance(.3) else text
        text = text.split(". ")[0].rstrip(".") + "." if chance(.25) else text
        text = text if chance(.6) else f"{text.rstrip('.')} ({agency.name.split('_')[1].title()})."
        return replace(note, text=text if agency.language == s.language else "")

    def _curate(self, s, told):
        if len(told) > 1 and chance(s.extra):
            event, notes = max(told, key=lambda t: (t[0].killed + t[0].injured, t[0].fame))
            killed, injured = (sum(getattr(ns[0], f) or 0 for _, ns in told) for f in ("killed", "injured"))
            told = [(event, [replace(n, killed=killed, injured=injured) for n in notes])]
        for e, notes in told:
            up = rng.choice(notes)
            level = 4 if up.zone[0] == "p" else 3 if up.place is None or chance(s.extra / 2) else 2
            place = up.place if level == 2 else self.w.seats[up.zone[1] if level == 3 else (1, 4, 8)[up.zone[1]]]
            self._file(s, e, replace(up, place=place, point=self.w.xy[place], precision=level, origin="", text="",
                                     told=up.told + rng.randint(2 * DAY, 12 * DAY), clock=self._coarser(up.clock, {"day": 4, "week": s.extra})))

    def _code(self, up):
        kind = self._mistake(up.kind, .3) if chance(.8) else rng.choice(list(KINDS))
        place = rng.randrange(N) if chance(.15) else up.place if chance(.6) else self.w.seats[up.zone[1]] if up.zone[0] == "d" else None
        by, to = (up.to, up.by) if chance(.2) else (up.by, up.to)
        return replace(up, kind=kind, by=by, to=to, place=place, point=None if place is None else self.w.xy[place], precision=rng.choice((1, 2, 3)), origin="",
                       text="", clock="day", start=up.told if chance(.35) else up.start, told=up.told + rng.randint(10, 400))

    def _mistake(self, kind, p): return rng.choice(ALIKE.get(kind, [kind])) if chance(p) else kind
    def _blur(self, point, km): return (point[0] + rng.gauss(0, km), point[1] + rng.gauss(0, km))
    def _coarser(self, clock, wish): return max(clock, pick(wish), key=CLOCKS.index)
    def _where(self, note, s): return (self.w.zones[note.zone] if note.place is None else self.w.names[note.place])[s.spelling]

    def _count(self, n, grow):
        told = math.ceil(n * grow) if grow > 1 else round(n * grow)
        return None if chance(.25 if n else .65) else round(told / 5) * 5 if told > 12 and chance(.6) else told

    def _recall(self, note, e, step, grow):
        start = note.start + rng.choice((0, 0, 0, 0, -step, step, 2 * step, 4 * step))
        return replace(note, start=round(start / step) * step, killed=self._count(e.killed, grow), injured=self._count(e.injured, grow))

    def _file(self, s, e, note):
        """Write the note, if any, as a row, at times followed by an update of its numbers; returns the note."""
        if not note: return None
        spell = rng.randrange(3) if chance(.07) else s.spelling
        by, to = self._actor(note.by, s, spell), self._actor(note.to, s, spell)
        note.told = max(note.told, note.start + 3)
        note.text = note.text or (self._write(note, s, by, to) if chance(s.text_share) else "")
        x, y, level = (f"{WEST + note.point[0] / KM_LON:.4f}", f"{SOUTH + note.point[1] / KM_LAT:.4f}", note.precision) if note.point else ("", "", "")
        place = "" if note.place is None else self.w.names[note.place][spell]
        zone = self.w.zones[note.zone][spell] if not place or chance(.5) else ""
        self.rows.append([new_id(s.name.replace("_", "")[:6]), s.name, note.origin, stamp(note.told), note.kind, *self._dates(note), x, y, place, level,
                          zone, by, to, note.killed, note.injured, note.text, s.language, note.updates])
        self.truth.append((self.rows[-1][0], e.id))
        if e.killed + e.injured and not note.updates and s.channel in ("local", "liaison", "agency") and chance(.15):
            self._file(s, e, replace(note, updates=self.rows[-1][0], told=note.told + rng.randint(120, 3000), text="",
                                     killed=e.killed, injured=e.injured + rng.choice((0, 0, 1))))
        return note

    def _actor(self, actor, s, spell):
        if actor is None or chance(.08): return ""
        side, unit = actor
        manner = pick(s.manners) if s.channel != "liaison" else "unit" if side == s.extra else "hostile"
        return self.w.units[unit].names[spell] if manner == "unit" and unit is not None else CALLED.get(manner, CALLED["side"])[side][spell]

    def _dates(self, note):
        start, one = EPOCH + timedelta(minutes=note.start), timedelta(days=1)
        day, first = start.date() - one * (start.hour < 6 and chance(.3)), start.date() - one * (start.hour < 10)
        end = stamp(note.end) if note.end - note.start > 9 and chance(.6) else ""
        return {"minute": (stamp(note.start), end, ""), "hour": (stamp(note.start // 60 * 60), "", "hour"), "day": (day, "", "day"),
                "span": (first, first + one, "day"), "week": (day - one * day.weekday(), "", "week")}[note.clock]

    def _write(self, note, s, by, to):
        words, t = WORDS[s.language], EPOCH + timedelta(minutes=note.start)
        say = lambda options, *values, **named: rng.choice(options.split("|")).format(*values, **named)
        when = words["clock"].format(t) if note.clock == "minute" else rng.choice(("", words["parts"][t.hour // 6])) if note.clock != "week" else ""
        line = say(words["frames"], what=say(getattr(KINDS[note.kind], s.language)), at=say(words["at"], self._where(note, s)), when=when,
                   to=say(words["to"], to) if to and chance(.4) else "", by=say(words["by"], by) if by else "")
        toll = say(words["toll"], k=note.killed or 0, i=note.injured or 0) if note.killed or note.injured else rng.choice(("", "", words["none"]))
        return line[0].upper() + line[1:] + toll


def summarise(rows, truth, days):
    event_of, members = dict(truth), defaultdict(list)
    for r in rows: members[event_of[r[0]]].append(r)
    pairs = sum(math.comb(len(m), 2) for m in members.values())
    own = sum(math.comb(n, 2) for m in members.values() for n in Counter(r[1] for r in m if not r[-1]).values())
    sizes = Counter(len(m) for m in members.values())
    print(f"{len(rows)} reports, {len(members)} events, {days} days ({len(members) / days:.0f} a day), {pairs} true pairs, "
          f"{sum(bool(r[-1]) for r in rows)} updates, share of pairs within one source apart from updates {own / max(1, pairs):.4f}\n"
          "reports per event: " + ", ".join(f"{k}: {sizes[k]}" for k in sorted(sizes)), file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for flag, default in (("reports", 20000), ("seed", 1), ("per-day", 60.0), ("out", "reports.csv"), ("truth", "truth.csv")):
        parser.add_argument("--" + flag, type=type(default), default=default)
    args = parser.parse_args()
    if args.reports < 1 or args.per_day <= 0: parser.error("--reports and --per-day must be positive")
    rng.seed(args.seed)
    press, days = Press(World(args.per_day)), 0
    while len(press.rows) < args.reports:
        press.tell(press.w.live_day(days * DAY))
        days += 1
    rows, truth = zip(*rng.sample(list(zip(press.rows, press.truth))[:args.reports], args.reports))
    for path, header, table in ((args.out, COLUMNS, rows), (args.truth, ("report_id", "incident_id"), truth)):
        with open(path, "w", newline="", encoding="utf-8") as out: csv.writer(out).writerows([header, *table])
    summarise(rows, truth, days)


if __name__ == "__main__":
    main()
