"""Reports on posts, and the panel of the dashboard that leads to all reports."""
