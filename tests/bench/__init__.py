"""Measures run by `make bench`: each prints ratios taken in one run, none is a test."""
