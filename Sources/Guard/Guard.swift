// Guard: see ARCHITECTURE.md.
