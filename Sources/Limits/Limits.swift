// Limits: see ARCHITECTURE.md.
