"""What Django asks of the Finnish pages."""

from punos.config import formats

DATE_INPUT_FORMATS = formats.DAYS
