"""What all pages share: who asks, what they may, how a page is made, what protects it."""
