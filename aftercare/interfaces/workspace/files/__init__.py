"""Handing out files, each under what it documents."""
