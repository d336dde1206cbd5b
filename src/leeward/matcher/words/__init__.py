"""Words: term lists and address lists in memory, found in posts in spite of how they are spelt."""
