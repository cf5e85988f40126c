// Dialogue: see ARCHITECTURE.md.
