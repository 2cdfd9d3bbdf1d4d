/*
 * customers/nelder_mead.c
 *		The method of Nelder and Mead (The Computer Journal 7, 1965), with their coefficients.
 *
 * A simplex, one corner more than there are dimensions, turns over its worst corner towards the others:
 *
 *		worst ---- centre ----*---- reflected (1) ---- expanded (2)
 *				      inside (-1/2)    outside (1/2)
 *
 * and shrinks towards its best one where none of these is better.  It can settle where there is no minimum; so it starts once more
 * from where it has ended, and is done when that moves nothing.
 */
#include "customers/nelder_mead.h"

#include <math.h>

#include "miscadmin.h"

#define MOST_STEPS 5000
#define MOST_STARTS 10
#define FIRST_SIDE 0.5
#define SMALL_DIFFERENCE 1e-11 /* of values, relative */
#define SMALL_SIDE 1e-6

typedef struct Corner
{
	double point[MINIMUM_MOST_DIMENSIONS];
	double value;
} Corner;

typedef struct Simplex
{
	MinimumFunction function;
	const void *argument;
	int dimensions;
	Corner corners[MINIMUM_MOST_DIMENSIONS + 1]; /* the best first */
} Simplex;

static double
evaluate(const Simplex *simplex, const double *point)
{
	double value;

	CHECK_FOR_INTERRUPTS();
	value = simplex->function(point, simplex->argument);
	return isnan(value) ? INFINITY : value;
}

/* Puts the last corner into its place; of equal ones, behind those that were there. */
static void
sort_last_corner(Simplex *simplex)
{
	Corner last = simplex->corners[simplex->dimensions];
	int i = simplex->dimensions;

	while (i > 0 && simplex->corners[i - 1].value > last.value)
	{
		simplex->corners[i] = simplex->corners[i - 1];
		i--;
	}
	simplex->corners[i] = last;
}

static void
sort_corners(Simplex *simplex)
{
	int dimensions = simplex->dimensions;

	for (simplex->dimensions = 1; simplex->dimensions < dimensions; simplex->dimensions++)
		sort_last_corner(simplex);
	sort_last_corner(simplex);
}

static void
start_simplex(Simplex *simplex, const double *point)
{
	for (int i = 0; i <= simplex->dimensions; i++)
	{
		Corner *corner = &simplex->corners[i];

		memcpy(corner->point, point, simplex->dimensions * sizeof(double));
		if (i > 0)
			corner->point[i - 1] += FIRST_SIDE;
		corner->value = evaluate(simplex, corner->point);
	}
	sort_corners(simplex);
}

static bool
is_small(const Simplex *simplex)
{
	const Corner *best = &simplex->corners[0];
	const Corner *worst = &simplex->corners[simplex->dimensions];

	if (!isfinite(worst->value) || worst->value - best->value > SMALL_DIFFERENCE * (1 + fabs(best->value)))
		return false;
	for (int i = 1; i <= simplex->dimensions; i++)
		for (int j = 0; j < simplex->dimensions; j++)
			if (fabs(simplex->corners[i].point[j] - best->point[j]) > SMALL_SIDE)
				return false;
	return true;
}

/* The point that lies so far beyond the centre of the other corners, seen from the worst one. */
static Corner
corner_beyond(const Simplex *simplex, double distance)
{
	const Corner *worst = &simplex->corners[simplex->dimensions];
	Corner corner;

	for (int j = 0; j < simplex->dimensions; j++)
	{
		double centre = 0;

		for (int i = 0; i < simplex->dimensions; i++)
			centre += simplex->corners[i].point[j];
		centre /= simplex->dimensions;
		corner.point[j] = centre + distance * (centre - worst->point[j]);
	}
	corner.value = evaluate(simplex, corner.point);
	return corner;
}

static void
shrink(Simplex *simplex)
{
	const Corner *best = &simplex->corners[0];

	for (int i = 1; i <= simplex->dimensions; i++)
	{
		Corner *corner = &simplex->corners[i];

		for (int j = 0; j < simplex->dimensions; j++)
			corner->point[j] = best->point[j] + (corner->point[j] - best->point[j]) / 2;
		corner->value = evaluate(simplex, corner->point);
	}
	sort_corners(simplex);
}

static void
step(Simplex *simplex)
{
	Corner *worst = &simplex->corners[simplex->dimensions];
	double second_worst = simplex->corners[simplex->dimensions - 1].value;
	Corner reflected = corner_beyond(simplex, 1);
	Corner other;

	if (reflected.value < simplex->corners[0].value)
	{
		other = corner_beyond(simplex, 2);
		*worst = other.value < reflected.value ? other : reflected;
	}
	else if (reflected.value < second_worst)
		*worst = reflected;
	else
	{
		bool outside = reflected.value < worst->value;

		other = corner_beyond(simplex, outside ? 0.5 : -0.5);
		if (other.value >= (outside ? reflected.value : worst->value))
		{
			shrink(simplex);
			return;
		}
		*worst = other;
	}
	sort_last_corner(simplex);
}

bool
find_minimum(MinimumFunction function, const void *argument, int dimensions, double *point, double *minimum)
{
	Simplex simplex = {.function = function, .argument = argument, .dimensions = dimensions};
	double before = INFINITY;

	for (int start = 0; start < MOST_STARTS; start++)
	{
		int steps = 0;

		start_simplex(&simplex, point);
		while (!is_small(&simplex))
		{
			if (++steps > MOST_STEPS)
				return false;
			step(&simplex);
		}
		memcpy(point, simplex.corners[0].point, dimensions * sizeof(double));
		*minimum = simplex.corners[0].value;
		if (before - *minimum <= SMALL_DIFFERENCE * (1 + fabs(*minimum)))
			return true;
		before = *minimum;
	}
	return false;
}
