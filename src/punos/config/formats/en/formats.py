"""What Django asks of the English pages."""

from punos.config import formats

DATE_INPUT_FORMATS = formats.DAYS
