"""People and servers that report posts: their records, and what somebody says of them."""
