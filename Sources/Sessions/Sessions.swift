// Sessions: see ARCHITECTURE.md.
