// Approval: see ARCHITECTURE.md.
