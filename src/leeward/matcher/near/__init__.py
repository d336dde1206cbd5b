"""Finding 256-bit values by Hamming distance, none left out."""
