"""Posts, authors, categories and the blocks that bodies are made of."""
