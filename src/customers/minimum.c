/*
 * customers/minimum.c
 *		The method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1).
 *
 * Steps go along the slope, bent by what the last steps have told of the curvature; one that is too long for what it gains is halved.
 */
#include "customers/minimum.h"

#include <math.h>

#include "miscadmin.h"

#define MOST_STEPS 1000
#define MOST_HALVINGS 20
#define LONGEST_STEP 2.0
#define SUFFICIENT 1e-4 /* of the gain that the slope promises */
#define SMALL_GAIN 1e-8 /* three times running */
#define SMALL_DIFFERENCE 1e-14 /* that double precision tells, of the value */

typedef struct Place
{
	double point[MINIMUM_MOST_DIMENSIONS];
	double gradient[MINIMUM_MOST_DIMENSIONS];
	double value;
} Place;

typedef struct Search
{
	MinimumFunction function;
	const void *argument;
	int dimensions;
	double inverse[MINIMUM_MOST_DIMENSIONS][MINIMUM_MOST_DIMENSIONS]; /* of the second derivatives, as known */
} Search;

static void
evaluate(const Search *search, Place *place)
{
	CHECK_FOR_INTERRUPTS();
	place->value = search->function(place->point, place->gradient, search->argument);
}

static double
product(const Search *search, const double *one, const double *other)
{
	double sum = 0;

	for (int i = 0; i < search->dimensions; i++)
		sum += one[i] * other[i];
	return sum;
}

/* Nothing is known of the curvature. */
static void
forget(Search *search, const Place *place)
{
	double length = sqrt(product(search, place->gradient, place->gradient));

	memset(search->inverse, 0, sizeof(search->inverse));
	for (int i = 0; i < search->dimensions; i++)
		search->inverse[i][i] = 1 / Max(1, length);
}

/* Where to go; not longer than a step may be. */
static void
find_direction(const Search *search, const Place *place, double *direction)
{
	double length;

	for (int i = 0; i < search->dimensions; i++)
		direction[i] = -product(search, search->inverse[i], place->gradient);
	length = sqrt(product(search, direction, direction));
	if (length > LONGEST_STEP)
		for (int i = 0; i < search->dimensions; i++)
			direction[i] *= LONGEST_STEP / length;
}

/* Goes there, or less far; false if nothing is gained however short the step. */
static bool
move(const Search *search, const Place *from, const double *direction, Place *to)
{
	double promised = product(search, from->gradient, direction);
	double part = 1;

	for (int halving = 0; halving < MOST_HALVINGS && promised < 0; halving++, part /= 2)
	{
		for (int i = 0; i < search->dimensions; i++)
			to->point[i] = from->point[i] + part * direction[i];
		evaluate(search, to);
		if (to->value <= from->value + SUFFICIENT * part * promised)
			return true;
	}
	return false;
}

/* What a step has told of the curvature. */
static void
learn(Search *search, const Place *from, const Place *to)
{
	double step[MINIMUM_MOST_DIMENSIONS];
	double change[MINIMUM_MOST_DIMENSIONS];
	double turned[MINIMUM_MOST_DIMENSIONS];
	double curvature;
	double factor;

	for (int i = 0; i < search->dimensions; i++)
	{
		step[i] = to->point[i] - from->point[i];
		change[i] = to->gradient[i] - from->gradient[i];
	}
	curvature = product(search, step, change);
	if (curvature <= 1e-12 * product(search, change, change))
		return;
	for (int i = 0; i < search->dimensions; i++)
		turned[i] = product(search, search->inverse[i], change);
	factor = 1 + product(search, change, turned) / curvature;
	for (int i = 0; i < search->dimensions; i++)
		for (int j = 0; j < search->dimensions; j++)
			search->inverse[i][j] +=
				(factor * step[i] * step[j] - turned[i] * step[j] - step[i] * turned[j]) / curvature;
}

bool
find_minimum(MinimumFunction function, const void *argument, int dimensions, double *point, double *minimum)
{
	Search search = {.function = function, .argument = argument, .dimensions = dimensions};
	Place place = {0};
	int small_gains = 0;
	bool is_known = false; /* the curvature, from a step */

	memcpy(place.point, point, dimensions * sizeof(double));
	evaluate(&search, &place);
	forget(&search, &place);
	for (int step = 0; step < MOST_STEPS && isfinite(place.value) && small_gains < 3; step++)
	{
		double direction[MINIMUM_MOST_DIMENSIONS];
		Place next = {0};

		find_direction(&search, &place, direction);
		if (move(&search, &place, direction, &next))
		{
			learn(&search, &place, &next);
			small_gains = place.value - next.value <= SMALL_GAIN + SMALL_DIFFERENCE * fabs(next.value) ? small_gains + 1 : 0;
			is_known = true;
			place = next;
		}
		else if (is_known)
		{
			/* what was learnt may mislead; the slope itself does not */
			forget(&search, &place);
			is_known = false;
		}
		else
			small_gains = 3;
	}
	memcpy(point, place.point, dimensions * sizeof(double));
	*minimum = place.value;
	return small_gains >= 3;
}
