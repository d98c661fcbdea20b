"""The content types of the schema: the part of the API that knows the blog and the site."""
