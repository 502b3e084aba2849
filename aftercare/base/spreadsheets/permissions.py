from enum import StrEnum


class SpreadsheetPermission(StrEnum):
    IMPORT = "spreadsheets.import"
    EXPORT = "spreadsheets.export"
