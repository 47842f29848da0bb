"""Tests of what measures: figures that are wrong are worse than none."""
