"""
The science of spare parts: arrays in, arrays out.

Everywhere a month is a whole number from 0, ages are months since the sale of the unit, and axes
are named by letters: M models, G groups (a part in a model, perhaps one cause of failure), A ages,
H months ahead, J draws. Whatever draws at random takes a `numpy.random.Generator`. Nothing here
reads a file, a clock or a database; docs/planning.md says what each method rests on.
"""
