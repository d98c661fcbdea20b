"""The site: home page, menus, settings, images, contacts, crisis resources."""
