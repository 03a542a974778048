"""Numbers as a language writes them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MONTHS = "January February March April May June July August September October November December".split()
NBSP, MINUS = "\u00a0", "\u2212"


def integer(value: float, language: str) -> str:
    """12345 as 12 345 in Finnish and 12,345 in English."""
    return f"{int(value):,}".replace(",", NBSP if language == "fi" else ",")


def day(value: date, language: str) -> str:
    """The 14th of March 2025 as 14.3.2025 in Finnish and 14 March 2025 in English."""
    return (
        f"{value.day}.{value.month}.{value.year}"
        if language == "fi"
        else f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    )


def percent(value: float, language: str) -> str:
    """0.125 as 12,5 % in Finnish and 12.5% in English."""
    rounded = (Decimal(repr(float(value))) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded}".replace(".", ",") + f"{NBSP}%" if language == "fi" else f"{rounded}%"


def decimal(value: float, language: str, digits: int = 2) -> str:
    """1.5 as 1,50 in Finnish and 1.50 in English; thousands without decimals."""
    if abs(value) >= 1000:
        return integer(round(value), language).replace("-", MINUS)
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:f}".replace("-", MINUS)
    return text.replace(".", ",") if language == "fi" else text


def bounded(value: float, language: str, digits: int = 2) -> str:
    """A number that cannot exceed 1: 0.25 as 0,25 in Finnish and .25 in English (APA leaves the zero out)."""
    text = decimal(value, language, digits)
    return text if language == "fi" else text.removeprefix("0").replace(f"{MINUS}0.", f"{MINUS}.")


def probability(value: float, language: str) -> str:
    """0.0312 as 0,031 in Finnish and .031 in English; under a thousandth as such."""
    return f"< {bounded(0.001, language, 3)}" if value < 0.001 else bounded(value, language, 3)


def tenth(value: float, language: str) -> str:
    """1.25 as 1,2 in Finnish and 1.2 in English."""
    return decimal(value, language, 1)
