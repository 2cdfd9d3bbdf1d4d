"""What can be done to the database between two refreshes: functions of the world, each with a weight."""

OPERATIONS = []


def operation(weight):
    def added(function):
        OPERATIONS.append((function, weight))
        return function
    return added


def draw(world):
    functions, weights = zip(*OPERATIONS)
    return world.chance.choices(functions, weights)[0]
