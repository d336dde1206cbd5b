"""What has to be known of single formats, beside what their decoders do."""
