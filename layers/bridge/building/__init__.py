"""Build-time code: the compiler of sources.yaml, the writer of docs/reasons.md, the layer's build steps."""
