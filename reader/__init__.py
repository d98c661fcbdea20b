"""The reference front end: static files, and the one page that loads them."""
