"""Coders that are asked: a language model on the researcher's own machine."""
