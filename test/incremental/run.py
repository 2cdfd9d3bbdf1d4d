#!/usr/bin/env python3
"""
After whatever is done to the tables, ecom.refresh() leaves in every model what its definition gives, row for row.

    run.py PROGRAMS WORK [ROUNDS [SEED [LINES [SEQUENCES]]]]

PROGRAMS is the folder of PostgreSQL's, with the extension installed; WORK is an empty folder that the server's user may enter: servers are
started there.  SEQUENCES (2) of ROUNDS (60) rounds are run, those with the seeds SEED (1), SEED + 1 ...: each begins with up to LINES
(2,000) purchase lines; a round is a few operations drawn by chance, a refresh drawn by chance, and a comparison.  A failure tells what was
done since the last comparison that passed; run.py PROGRAMS WORK ROUND SEED LINES 1 does all up to it again.  Prints a line a check.
"""
import os
import signal
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from postgres import Postgres

import answers, lines, own_models, storage, transactions  # noqa: E401, F401  the operations
from definitions import differences
from operations import draw
from refreshes import Differs, Refreshing, refresh, require_none
from sabotage import unnoticed
from soundness import faults
from world import World


class Sequence:
    def __init__(self, seed, rounds):
        self.seed, self.rounds = seed, rounds
        self.world, self.actions, self.compared = None, Counter(), 0

    def compare(self, models):
        require_none(differences(self.world.session, models))
        self.compared += 1

    def refreshing(self):
        return Refreshing(self.world, self.compare, self.actions)

    def round(self, number):
        world = self.world
        world.begin_round(number)
        world.journal.clear()
        for _ in range(world.chance.choice([0, 1, 1, 2, 2, 3, 5])):
            chosen = draw(world, number)
            world.note(f"-- {chosen.__name__.replace('_', ' ')}")
            chosen(world)
        refresh(self.refreshing(), world.chance)
        if number % 20 == 0:
            require_none(faults(world.session))

    def run(self, postgres, lines):
        """What failed, if anything did"""
        number = 0
        try:
            self.world = World(postgres, self.seed, lines)
            for number in range(1, self.rounds + 1):
                self.round(number)
            self.world.settle()
            self.refreshing().beside_a_rebuild()
            require_none(faults(self.world.session))
        except Exception as error:
            told = str(error) if isinstance(error, Differs) else traceback.format_exc()
            done = self.world.journal if self.world else []
            return [f"seed {self.seed}, round {number}: {told}\nsince the round before:\n" + "\n".join(done)]
        return []


def run_sequence(programs, folder, seed, rounds, lines):
    """What failed, how often models were compared, what was done with them, and by which sabotage nothing was noticed"""
    sequence = Sequence(seed, rounds)
    postgres = Postgres(programs, folder)
    try:
        failures = sequence.run(postgres, lines)
        return failures, sequence.compared, sequence.actions, [] if failures else list(unnoticed(sequence.world))
    finally:
        if "INCREMENTAL_KEEP" not in os.environ:
            postgres.stop()


def report(name, failures):
    print(f"{'not ok' if failures else 'ok'} - incremental: {name}")
    for failure in failures:
        print("\n".join(f"#   {line}" for line in failure.split("\n")))
    return not failures


def main(programs, work, rounds="60", seed="1", lines="2000", sequences="2"):
    # in the processes of the pool, too: the servers are stopped
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    arguments = [(Path(programs), Path(work) / f"seed_{which}", which, int(rounds), int(lines)) for which in range(int(seed), int(seed) + int(sequences))]
    failures, compared, actions, missed = [], 0, Counter(), []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for argument, (found, times, done, not_noticed) in zip(arguments, pool.map(run_sequence, *zip(*arguments))):
            print(f"# seed {argument[2]}: compared {times} times{', and failed' if found else ''}", flush=True)
            failures += found
            compared += times
            actions += done
            missed += not_noticed
    print(f"# models that were {', '.join(f'{action}: {number}' for action, number in sorted(actions.items()))}")
    passed = report(f"models are what their definitions give, {compared} times", failures)
    # what has failed shows that it is noticed
    return 0 if passed and report("what they are not would be noticed", missed) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
