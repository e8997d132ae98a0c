"""Read dateline's documents with readers that are not ours.

usage: readers.py DIRECTORY SCHEMA   (documents *.atom *.rss *.json *.ics *.csv *.geojson)
Prints a line a document; exits 1 when a reader complains or loses something.
"""
import csv, glob, json, os, sys
import feedparser, icalendar, jsonschema

bad = 0


def say(name, ok, words):
    global bad
    bad += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {name}: {words}")


def feed(name):
    f = feedparser.parse(open(name, "rb").read())
    raw = open(name, encoding="utf-8").read()
    want = raw.count("<entry") + raw.count("<item>")
    whole = all(e.get("id") and e.get("title") and e.get("link") and e.get("published_parsed") and e.get("summary") for e in f.entries)
    ids = len({e.get("id") for e in f.entries})
    say(name, not f.bozo and len(f.entries) == want == ids and whole and bool(f.feed.get("title")),
        f"feedparser {f.version}, {len(f.entries)} of {want} entries, bozo {f.bozo} {f.get('bozo_exception', '')}")


def calendar(name):
    data = open(name, "rb").read()
    c = icalendar.Calendar.from_ical(data)
    events = [e for e in c.walk("VEVENT")]
    errors = [e.errors for e in c.walk() if e.errors]
    dated = all(e.get("uid") and e.decoded("dtstart") < e.decoded("dtend") and e.get("summary") for e in events)
    say(name, not errors and dated and len(events) == data.count(b"\nBEGIN:VEVENT\r\n"), f"icalendar, {len(events)} events {errors}")


def jsonfeed(name, schema):
    errors = list(jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(json.load(open(name))))
    say(name, not errors, f"schema, {len(errors)} errors " + "; ".join(f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in errors[:3]))


def geojson(name):
    f = json.load(open(name))
    ok = f["type"] == "FeatureCollection" and all(
        g["type"] == "Feature" and (g["geometry"] is None or -180 <= g["geometry"]["coordinates"][0] <= 180) for g in f["features"])
    say(name, ok, f"{len(f['features'])} features")


def table(name):
    rows = list(csv.reader(open(name, newline="", encoding="utf-8"), strict=True))
    say(name, len({len(r) for r in rows}) == 1, f"{len(rows)} rows of {len(rows[0])} cells")


directory, schema = sys.argv[1], json.load(open(sys.argv[2]))
files = sorted(glob.glob(os.path.join(directory, "*")))
for name in files:
    if name.endswith((".atom", ".rss")):
        feed(name)
    elif name.endswith(".ics"):
        calendar(name)
    elif name.endswith(".json"):
        jsonfeed(name, schema)
    elif name.endswith(".geojson"):
        geojson(name)
    elif name.endswith(".csv"):
        table(name)
if not files:
    say(directory, False, "no documents")
sys.exit(1 if bad else 0)
