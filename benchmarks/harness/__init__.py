"""What a measure is, and what is made of its numbers."""
