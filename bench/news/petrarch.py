#!/usr/bin/env python3
"""Convert the PETRARCH / UniversalPetrarch unit-test records and their dictionaries.

usage: convert.py SRC OUT [--gold ud|p1] [--phoenix]

SRC  folder holding the checked-out files (searched recursively; expects
       .../petrarch2/data/text/PETR.UnitTest.records.xml                                  (gold p1)
       .../Test Suite/PETR.UnitTest.records.parsing_parsed_udpipe_2.0.xml                 (gold ud)
       .../petrarch2/data/dictionaries/*  and  .../UniversalPetrarch/data/dictionaries/*)
OUT  folder; writes only records.jsonl, actors.csv, agents.csv there.

--gold ud (default): the revision of the expected events UniversalPetrarch tests itself on
       (CAMEO codes; 375 <EventCoding>), with UniversalPetrarch's PETR.Validate.actors.txt.
--gold p1: the original file (WEIS/TABARI codes, NOT CAMEO; 385 <EventCoding>), with petrarch2's one.
--phoenix: append the three Phoenix.*.actors.txt and Phoenix.agents.txt after the validation ones.

Records: every <Sentence> outside XML comments = 284.  None is dropped.  Not records: the
<Environment> block, the 29 live <Config> elements (kept as each later record's "config"),
<Stop>, comments.  "expect" tells how to read an empty event list:
  events   at least one coded event
  noevents <EventCoding noevents="True"/>
  error:X  a test of the reader (dateline, bad parse, discard lists); "scored": false
  none     no <EventCoding> at all; "scored": false
Ids: those of the original file (in file order both files hold the same 284 records, three
ids differ only in spelling/number); a repeated id gets "#2".  So the half of a record is the same
under both golds.
"""
import argparse, csv, datetime, hashlib, html, json, re, sys
from pathlib import Path


def find(src, *tails):
    """the file whose path ends in tail, comparing whole components"""
    for tail in tails:
        want = tuple(tail.split('/'))
        hits = sorted(p for p in src.rglob(want[-1]) if p.is_file() and p.parts[-len(want):] == want)
        if hits:
            return hits[0]
    sys.exit('not found under %s: %s' % (src, ' or '.join(tails)))


def read(p):
    return p.read_text(encoding='utf-8', errors='replace').replace('\r\n', '\n')


# ---------------------------------------------------------------- records
def detok(t):
    t = html.unescape(t)
    t = re.sub(r"``|''", '"', t)
    t = t.replace('-LRB-', '(').replace('-RRB-', ')')
    t = ' '.join(t.split())
    t = re.sub(r" (?=[.,;:!?](?: |$))", '', t)
    t = re.sub(r" (?=(?:'s|'re|'ve|'ll|'d|'m|n't)\b)", '', t)
    t = re.sub(r"\b(anti|pro|ex)- (?=\w)", r'\1-', t)
    t = re.sub(r':" ?(?=\w)', ': "', t)
    t = re.sub(r'(?<=\() | (?=\))', '', t)
    return t


def parse_records(path):
    s = re.sub(r'<!--.*?-->', '', read(path), flags=re.S)
    head, _, body = s.partition('</Environment>')
    config = {}
    out = []
    for m in re.finditer(r'<Config\s+option="([^"]*)"\s+value="([^"]*)"|<Sentence\s+([^>]*)>(.*?)</Sentence>', body, re.S):
        if m[1]:
            config[m[1]] = m[2].lower()
            continue
        at = dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', m[3]))
        codings = [dict((k, html.unescape(v)) for k, v in re.findall(r'(\w+)\s*=\s*"([^"]*)"', e))
                   for e in re.findall(r'<EventCoding\b([^>]*)>', m[4])]
        text = re.search(r'<Text>(.*?)</Text>', m[4], re.S)[1]
        out.append((at, codings, text, dict(config)))
    return out


DEFAULT = {'require_dyad': 'true', 'new_actor_length': '0', 'comma_min': '2', 'comma_max': '8', 'comma_bmin': '0',
           'comma_bmax': '0', 'comma_emin': '2', 'comma_emax': '8'}


def actor(v):
    v = (v or '').strip()
    return v if v else '---'


def records(src, gold):
    base = parse_records(find(src, 'petrarch2/data/text/PETR.UnitTest.records.xml',
                              'UniversalPetrarch/data/text/PETR.UnitTest.records.xml', 'PETR.UnitTest.records.xml'))
    use = base if gold == 'p1' else parse_records(
        find(src, 'Test Suite/PETR.UnitTest.records.parsing_parsed_udpipe_2.0.xml',
             'PETR.UnitTest.records.parsing_parsed_udpipe_2.0.xml'))
    if len(base) != len(use):
        sys.exit('the two record files are not parallel: %d and %d' % (len(base), len(use)))
    seen = {}
    for (bat, _, _, _), (at, codings, text, config) in zip(base, use):
        rid = bat['id']
        seen[rid] = seen.get(rid, 0) + 1
        if seen[rid] > 1:
            rid += '#%d' % seen[rid]
        events, expect = [], 'none'
        for c in codings:
            if 'eventcode' in c:
                code = c['eventcode'].strip()
                events.append({'source': actor(c.get('sourcecode')), 'target': actor(c.get('targetcode')),
                               'code': code, 'root': code[:2]})
                expect = 'events'
            elif 'noevents' in c:
                expect = 'noevents'
            elif 'error' in c:
                expect = 'error:' + c['error']
        d = at['date']
        yield {'id': rid, 'date': '%s-%s-%s' % (d[:4], d[4:6], d[6:8]), 'text': detok(text), 'events': events,
               'half': 'even' if hashlib.sha256(rid.encode('utf-8')).digest()[-1] % 2 == 0 else 'odd',
               'category': bat.get('category', ''), 'expect': expect,
               'scored': not (expect == 'none' or expect.startswith('error')),
               'config': {k: v for k, v in config.items() if DEFAULT.get(k) != v}}


# ---------------------------------------------------------------- dictionaries
def day(s):
    s = s.strip()
    if len(s) > 7:
        y, m, d = int(s[:4]), int(s[4:6]), int(s[6:8])
    else:                                   # as PETRreader.dstr_to_ordate: 00-30 -> 20YY
        y, m, d = int(s[:2]), int(s[2:4]), int(s[4:6])
        y += 2000 if y <= 30 else 1900
    while True:                             # a few real entries name 31 June and the like
        try:
            return datetime.date(y, min(m, 12) or 1, d or 1)
        except ValueError:
            d -= 1


def code_blocks(s):
    """[CODE], [CODE <D], [CODE >D], [CODE D-D] -> (code, from, until); until is the last valid day.
    '<D' is date < D; '>D' or a lone D is date >= D; 'A-B' is A <= date <= B.  (PETRtree.check_date has
    date < B, but the expected events of the DATE tests need B itself included.)"""
    for b in re.findall(r'\[([^\]]*)\]', s):
        m = re.match(r'\s*([^\s<>]+)\s*(.*)', b)
        if not m:
            continue
        code, rest = m[1], re.sub(r'\s', '', m[2])
        frm = until = ''
        try:
            if '-' in rest:
                a, z = rest.split('-')[:2]
                frm, until = day(a).isoformat(), day(z).isoformat()
            elif rest[:1] == '<':
                until = (day(rest[1:]) - datetime.timedelta(1)).isoformat()
            elif rest:
                frm = day(rest.lstrip('>')).isoformat()
        except ValueError:
            print('unreadable dates, entry kept without them: [%s]' % b, file=sys.stderr)
        yield code, frm, until


def name_of(s):
    return ' '.join(s.replace('_', ' ').split())


def dict_lines(path):
    s = re.sub(r'<!\s?--.*?-->', '', read(path), flags=re.S)
    for line in s.split('\n'):
        line = line.split('#')[0] if not re.search(r'\[#+\]', line) else line.strip()
        if line.lstrip().startswith('<!') or not line.strip() or line.lstrip().startswith('#'):
            continue
        yield line.strip()


def kind(code):
    if not re.search('[A-Za-z]', code):
        return 'null'
    for p, k in (('IGO', 'igo'), ('NGO', 'ngo'), ('NGM', 'ngo'), ('IMG', 'img'), ('MNC', 'mnc')):
        if code.upper().startswith(p):
            return k
    return 'state' if len(code) == 3 else 'state-role'


def actors(path):
    """rows of one dictionary in file order; within one actor dated rows first, so first match wins
    (two periods may share their border day; an undated code is the default when no dated one applies)"""
    names, codes = [], []

    def flush():
        if names and codes:
            order = [c for c in codes if c[1] or c[2]] + [c for c in codes if not (c[1] or c[2])]
            for code, f, u in order:
                yield [names[0], '|'.join(names[1:]), kind(code), code.upper() if code.islower() else code, f, u]

    for line in dict_lines(path):
        if line.startswith('['):
            codes.extend(code_blocks(line))
            continue
        n = name_of(line.split('[')[0].lstrip('+'))
        if line.startswith('+'):
            if n and n not in names:
                names.append(n)
        else:
            yield from flush()
            names, codes = [n] if n else [], []
        codes.extend(code_blocks(line))
    yield from flush()


def agents(path):
    sub = {}
    for line in dict_lines(path):
        m = re.match(r'!(\w+)!\s*=\s*(.*)', line)
        if m:
            sub[m[1]] = [x.strip() for x in m[2].split(',') if x.strip()]
            continue
        m = re.match(r'([^\[]*)\[([^\]]*)\]', line)
        if not m:
            continue
        word, code = m[1], m[2].strip()
        pl = None
        b = re.search(r'\{(.*?)\}', word)
        if b:
            pl, word = name_of(b[1]), word[:b.start()]
        word = name_of(word)
        k = re.search(r'!(\w+)!', word)
        if k:                               # each filled-in form, no plural formed
            for x in sub.get(k[1], []):
                yield [name_of(word.replace(k[0], x)), '', code]
            continue
        if pl is None:
            pl = word[:-1] + 'IES' if word.endswith('Y') else word + ('ES' if word.endswith('S') else 'S')
        yield [word, pl, code]


def main():
    a = argparse.ArgumentParser(description='see the top of the file')
    a.add_argument('src', type=Path)
    a.add_argument('out', type=Path)
    a.add_argument('--gold', choices=('ud', 'p1'), default='ud')
    a.add_argument('--phoenix', action='store_true')
    a = a.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    n = 0
    with open(a.out / 'records.jsonl', 'w', encoding='utf-8') as f:
        for r in records(a.src, a.gold):
            f.write(json.dumps(r, ensure_ascii=False) + '\n')
            n += 1
    repo = ('UniversalPetrarch', 'petrarch2') if a.gold == 'ud' else ('petrarch2', 'UniversalPetrarch')

    def dic(name):
        return find(a.src, *['%s/data/dictionaries/%s' % (r, name) for r in repo], name)

    ac = [dic('PETR.Validate.actors.txt')]
    ag = [dic('PETR.Validate.agents.txt')]
    if a.phoenix:
        ac += [dic('Phoenix.%s.actors.txt' % x) for x in ('Countries', 'International', 'MilNonState')]
        ag += [dic('Phoenix.agents.txt')]
    counts = []
    for out, head, files, fn in (('actors.csv', 'name,also,kind,code,from,until', ac, actors),
                                 ('agents.csv', 'word,plural,code', ag, agents)):
        with open(a.out / out, 'w', encoding='utf-8', newline='') as f:
            w = csv.writer(f, lineterminator='\n')
            w.writerow(head.split(','))
            k = 0
            for p in files:
                for row in fn(p):
                    w.writerow(row)
                    k += 1
        counts.append('%s %d rows' % (out, k))
    print('records.jsonl %d records; %s' % (n, '; '.join(counts)))


if __name__ == '__main__':
    main()
