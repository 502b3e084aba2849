from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from aftercare.base.spreadsheets.policies import packages
from aftercare.base.spreadsheets.policies.packages import UnreadableFile, package_in


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(packages, "LARGEST_UNPACKED", 2**20)
    monkeypatch.setattr(ZipFile, "testzip", lambda opened: pytest.fail("It was unpacked."))
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr("items.csv", "code\n")
        made.writestr("bomb.pdf", bytes(2**21))

    with pytest.raises(UnreadableFile, match="too large"):
        package_in(file.getvalue())
