"""What only its owner may read: the vault's key, and the seals made with it. Evidence media come later."""
