#!/usr/bin/python3
"""Compare simulate() with Alembic on random graphs.

Connects as psql does (PG* in the environment) to a database that has the
extension. Prints what was compared and how it came out; fails if some
difference is not one of those in differences.py.
"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

import differences
import generate
import oracle
from model import Model

SCRIPT = r"""
\set ON_ERROR_STOP 1
\set QUIET 1
CREATE TEMP TABLE graphs (id int PRIMARY KEY, graph jsonb);
CREATE TEMP TABLE cases (id int, graph int, applied text[], operation text, target text);
CREATE FUNCTION pg_temp.try(graph jsonb, applied text[], operation text, target text)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN migrate.simulate(graph, applied, operation, target);
EXCEPTION WHEN OTHERS THEN
    RETURN jsonb_build_object('state', SQLSTATE, 'message', SQLERRM);
END $$;
\copy graphs FROM '%(graphs)s'
\copy cases FROM '%(cases)s'
ANALYZE graphs;
\copy (SELECT pg_temp.try(g.graph, c.applied, c.operation, c.target) FROM cases c JOIN graphs g ON g.id = c.graph ORDER BY c.id) TO '%(answers)s'
"""


def copy_text(value):
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def ask_server(graphs, cases):
    """Return simulate()'s answers to all cases."""
    with tempfile.TemporaryDirectory() as folder:
        names = {n: os.path.join(folder, n) for n in ("graphs", "cases", "answers")}
        with open(names["graphs"], "w") as out:
            for number, graph in enumerate(graphs):
                out.write("%d\t%s\n" % (number, copy_text(json.dumps(graph))))
        with open(names["cases"], "w") as out:
            for number, case in enumerate(cases):
                out.write("%d\t%d\t{%s}\t%s\t%s\n" % (
                    number, case["graph"], ",".join('"%s"' % r for r in case["rows"]),
                    case["operation"], case["target"]))
        subprocess.run(["psql", "-X", "-q", "-f", "-"], input=SCRIPT % names,
                       text=True, check=True)
        with open(names["answers"]) as lines:
            return [json.loads(line.replace("\\\\", "\\")) for line in lines]


def compare(model, map_, case, ours):
    """Return the outcome's name, or raise differences.Unexplained."""
    theirs = oracle.ask(map_, case)
    case["model"], case["map"] = model, map_
    differences.check_properties(case, ours)
    return differences.classify(case, ours, theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-graph", type=int, default=10)
    parser.add_argument("--show", type=int, default=5,
                        help="how many unexplained differences to print")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    graphs = [generate.make_graph(rng) for _ in range(options.graphs)]
    cases = []
    for number, graph in enumerate(graphs):
        for case in generate.make_cases(rng, graph, options.per_graph):
            case["graph"] = number
            cases.append(case)
    outcomes = collections.Counter()
    unexplained = 0
    last = None
    for case, ours in zip(cases, ask_server(graphs, cases), strict=True):
        if case["graph"] != last:
            last = case["graph"]
            model, map_ = Model(graphs[last]), oracle.make_map(graphs[last])
        try:
            outcomes[compare(model, map_, case, ours)] += 1
        except differences.Unexplained as difference:
            unexplained += 1
            if unexplained <= options.show:
                shown = {k: case[k] for k in ("rows", "operation", "target")}
                print("UNEXPLAINED: %s\n  graph: %s\n  case: %s\n  simulate: %s" % (
                    difference, json.dumps(graphs[last]), shown, json.dumps(ours)))
    print("seed %d: %d graphs, %d cases" % (options.seed, len(graphs), len(cases)))
    for outcome, count in sorted(outcomes.items()):
        print("%7d  %s" % (count, outcome))
    print("%7d  UNEXPLAINED" % unexplained)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
