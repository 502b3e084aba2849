"""
The languages of the screens: what they say, gathered from the code, and whether all is said.

English is the source. `python -m languages update` brings the catalogs up to date with the code,
`python -m languages compile PATH` makes what Django reads of one. Described in docs/languages.md.
"""
