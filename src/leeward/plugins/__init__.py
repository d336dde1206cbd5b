"""All that one can add: one file per thing, found by name, imported only by the loader."""
