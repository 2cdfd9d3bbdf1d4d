"""Calendar months, each as its first day."""
from calendar import monthrange
from datetime import date


def month_of(day):
    return day.replace(day=1)


def shift(month, months):
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, index + 1, 1)


def distance(earlier, later):
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def months_between(first, last):
    return [shift(first, months) for months in range(distance(first, last) + 1)]


def days_in(month):
    return monthrange(month.year, month.month)[1]
