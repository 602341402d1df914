"""Rasa actions, for the workers of `monineuvo serve` and for `rasa run actions` alike."""
