"""Reports on what needs care, in the admin's menu of that name."""
