#!/usr/bin/env python3
"""The manual of minihttp-client says of each option at least what --help says.

Each entry of the manual has to contain every number and every word of four
letters or more of the option's text in options.def, apart from endings.  So a
change in one place is a change in the other.
"""
import re
import sys

LIST = "src/client/options.def"
MANUAL = "src/client/minihttp-client.1"


def entries(text):
    """{name: the text of its entry}, without macros."""
    found = {}
    text = text[:text.index(".Ss The cache commands")]
    for entry in text.split("\n.It Fl ")[1:]:
        head, _, body = entry.partition("\n")
        body = re.sub(r"^\.[A-Z][a-z]* ", "", body, flags=re.M)
        for name in re.findall(r"(?:^| )-([a-z0-9.-]+)", head):
            found[name] = (head + " " + body).lower()
    return found


SMALL = {"this", "that", "those", "what", "with", "them"}


def stems(text):
    words = re.findall(r"[a-z]{4,}", text)
    return [w[:max(4, len(w) - 3)] for w in words if w not in SMALL] + \
        re.findall(r"\d+", text)


bad = 0
manual = entries(open(MANUAL).read())
rows = re.findall(r'^OPTION\(.*?, "([a-z0-9.-]+)", .*, "((?:[^"\\]|\\.)*)"\)$',
                  open(LIST).read(), flags=re.M)
if len(rows) < 50:
    sys.exit("no options found in " + LIST)
for name, text in rows:
    entry = manual.get(name, "")
    lost = [w for w in stems(text.lower()) if w not in entry]
    if lost:
        bad = 1
        print("--%s: the manual lacks %s of \"%s\"" % (name, ", ".join(lost), text))
sys.exit(bad)
