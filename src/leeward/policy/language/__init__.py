"""The language of conditions: text to tree, tree to text, tree to answers."""
