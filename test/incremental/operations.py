"""What can be done to the database between two refreshes: functions of the world, each with a weight."""
from random import Random

OPERATIONS = []
ROUNDS_OF_A_PHASE = 12


def operation(weight):
    def added(function):
        OPERATIONS.append((function, weight))
        return function
    return added


def draw(world, number):
    """In each phase some are left out and some are frequent, so that also what seldom comes together, or without others, is tried"""
    phase = Random(f"{world.seed} phase {number // ROUNDS_OF_A_PHASE}")
    functions, weights = zip(*((function, weight * phase.choice([0, 0, 1, 1, 4])) for function, weight in OPERATIONS))
    return world.chance.choices(functions, weights)[0]
