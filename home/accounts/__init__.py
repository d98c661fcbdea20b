"""How people get into the admin: log-in, second step, forgotten passwords."""
