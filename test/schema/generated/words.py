"""Names, plain ones and awkward ones, and how SQL writes them and strings."""

import re

NOUNS = """account address album animal author basket batch bill bin book branch
bucket buyer card carrier cart catalog city claim coin color company contact
contract country coupon course crate customer day delivery depot device doc
driver entry event farm field file film flight folder game gift goal guest hotel
image invoice item job label letter level lesson line list loan map member menu
message meter model month movie node note offer office orders owner_of page part
party path payment person phone photo piece place plan plant player point pool
post price product project quote_of rate record region rent reply report room
route sale score seat ship shop song source staff stage station step store
street student supply survey tag task team test ticket tool topic track trade
trip unit vehicle vendor video visit vote wallet week wheel word worker year
zone""".split()

KEYWORDS = ("select", "user", "table", "order", "group", "check", "default",
            "primary", "desc", "from", "to", "end", "all", "column", "values")

AWKWARD = ("Upper", "With Space", 'quo"te', "percent%", "per%s cent", "dot.ted",
           "sémi", "semi;colon", "dash--ed", "back\\slash", "'single'", "$dollar$",
           "1digit", "{brace}", ":colon", "$1", "/*open", "a,b", "(paren)", "tab\there",
           "line\nbreak", " lead", "ÄÖÜ", "#hash", "100%", "[1]", "null", "true")

PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
RESERVED = frozenset("""all analyse analyze and any array as asc asymmetric both case
cast check collate column constraint create current_date default deferrable desc
distinct do else end except false fetch for foreign from grant group having in
initially intersect into lateral leading limit localtime not null offset on only
or order placing primary references returning select session_user some symmetric
system_user table then to trailing true union unique user using variadic when
where window with between bigint bit boolean char coalesce dec decimal exists
extract float greatest grouping inout int integer interval least national nchar
none normalize nullif numeric out overlay position precision real row setof
smallint substring time timestamp treat trim values varchar xmlattributes
authorization binary collation concurrently cross current_schema freeze full
ilike inner is isnull join left like natural notnull outer overlaps right
similar tablesample verbose""".split())


def identifier(name):
    """Write a name as SQL reads it back."""
    if PLAIN.match(name) and name not in RESERVED:
        return name
    return '"%s"' % name.replace('"', '""')


def literal(text):
    quoted = "'%s'" % text.replace("'", "''")
    return "E" + quoted.replace("\\", "\\\\") if "\\" in text else quoted


def dollar(body):
    """Quote a function's body."""
    tag = "$$"
    while tag in body or body.endswith("$"):
        tag = "$b%s" % tag[1:] if tag != "$$" else "$body$"
    return tag + body + tag


def fresh(rng, taken, awkward=0.07):
    """Make a name that is not taken."""
    while True:
        chance = rng.random()
        if chance < awkward * 0.2:
            name = rng.choice(KEYWORDS)
        elif chance < awkward * 0.35:
            # as long as a name can be, in bytes
            end = rng.choice(("x", "é"))
            name = rng.choice(NOUNS).ljust(63 - len(end.encode()), "_") + end
        elif chance < awkward:
            name = rng.choice(AWKWARD)
        else:
            name = rng.choice(NOUNS)
            if rng.random() < 0.5:
                name += rng.choice(("_%d" % rng.randrange(100), "_" + rng.choice(NOUNS)))
        if name not in taken:
            return name


def sentence(rng):
    """Make a text for a comment."""
    text = " ".join(rng.choice(NOUNS) for _ in range(rng.randint(1, 5)))
    return text + rng.choice(("", "", "", "", "'s", " -- not a comment", "; DROP", " \\ ",
                              "\nand a second line", " 100%", " $$", " ünï", " /* open"))
