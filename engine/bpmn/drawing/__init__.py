"""Draws a diagram as SVG."""
