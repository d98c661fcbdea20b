"""A whole site as a folder of readable files, and back."""
