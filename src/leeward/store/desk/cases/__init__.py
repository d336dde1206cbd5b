"""Case pages: their facts, verdicts before they take effect, dossiers."""
