"""PDQ of a picture: everything before the median is linear, so it is two small matrices per size."""
