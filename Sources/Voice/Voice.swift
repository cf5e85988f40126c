// Voice: see ARCHITECTURE.md.
