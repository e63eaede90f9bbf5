"""Renderers: (Deck, Theme) -> bytes. They reach no file, no clock and no configuration."""
