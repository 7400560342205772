"""Schemas as models, made, edited, printed and shrunk at random."""
