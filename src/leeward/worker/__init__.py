"""The queue's handlers: each moves what its job names one step, and writes the next job with it."""
