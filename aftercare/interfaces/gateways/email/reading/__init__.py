"""
Reading mail: bytes in, what a person meant out. Pure, and it never raises.

`mail.read_mail` is the door; `headers` and `charsets` decode, `parts` walks through MIME,
`quoting` tells new text from old, `html` makes it safe, `automatic` knows machines.
"""
