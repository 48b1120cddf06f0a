"""Tests of what happens between a reservation and an outcome."""
