// Cedar: see ARCHITECTURE.md.
