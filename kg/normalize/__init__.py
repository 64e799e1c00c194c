"""Literals of Vietnamese text: numbers, money, percentages, quantities and dates, found and normalised."""

from kg.normalize.finder import find_values
from kg.normalize.numbers import number_grammar, plain, read_digits

__all__ = ["find_values", "number_grammar", "plain", "read_digits"]
