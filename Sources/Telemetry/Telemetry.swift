// Telemetry: see ARCHITECTURE.md.
