"""What a request may ask for, told before anything is executed: sizes, shapes and costs.

Each step is cheap for what the one before it let through: `text` looks at the characters, `shape`
at the syntax tree, `overlaps` at what merges in it, and `costs` at what the answer may hold.
"""
