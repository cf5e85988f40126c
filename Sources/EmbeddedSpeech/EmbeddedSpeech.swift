// EmbeddedSpeech: see ARCHITECTURE.md.
