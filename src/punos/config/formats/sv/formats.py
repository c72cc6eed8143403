"""What Django asks of the Swedish pages."""

from punos.config import formats

DATE_INPUT_FORMATS = formats.DAYS
