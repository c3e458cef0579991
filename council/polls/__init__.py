"""Polls, rules, rolls, ballots, results."""
