DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "M j, Y, g:i A"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "M j"
# What stands in columns does not break inside of a day; 3/4 is April to some of our readers.
SHORT_DATE_FORMAT = "M\xa0j,\xa0Y"
SHORT_DATETIME_FORMAT = "M\xa0j,\xa0Y g:i A"
FIRST_DAY_OF_WEEK = 0
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
