"""
Papers: PDF and pictures from templates, with bar codes, in all the languages we write.

`engine.printed` is the door, `codes.draw` makes the codes. Nothing here asks the database, the
clock or the network; the same words at the same time give the same bytes.
"""
