"""reviewgen: quarterly business reviews for key accounts, one edition for each side of the table."""

__version__ = "0.1.0"
