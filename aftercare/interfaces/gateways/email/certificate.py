"""The certificate under which mail is taken in, and the one that follows it."""

import logging
import ssl
from pathlib import Path

log = logging.getLogger(__name__)


class Certificate:
    """
    A chain and its key in files that somebody renews from time to time.

    `context` is one object for good: what is read into it later is what connections that begin
    afterwards see. Raises `OSError` (of which `ssl.SSLError` is one) if it cannot be read.
    """

    def __init__(self, chain: Path, key: Path) -> None:
        self.chain, self.key = chain, key
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(chain, key)
        self.read = self._written()

    def renew(self) -> None:
        """Read the files again if they are others by now; where they do not fit, keep ours."""
        try:
            if (written := self._written()) != self.read:
                self.context.load_cert_chain(self.chain, self.key)
                self.read = written
                log.info("The certificate for mail was renewed")
        except OSError as problem:
            log.warning("The certificate for mail cannot be renewed: %s", problem)

    def _written(self) -> tuple[int, int]:
        return self.chain.stat().st_mtime_ns, self.key.stat().st_mtime_ns
