"""
Reading mail: bytes in, what a person meant out. Pure, and it never raises.

`mail.read_mail` is the door; `parts` takes MIME apart, `headers` and `charsets` decode, `bodies`
gathers the text, `quoting` and `signatures` tell new text from old by the `phrases` of the
clients, `html` makes it safe, `automatic` knows machines, `bounces` what they report.
"""
