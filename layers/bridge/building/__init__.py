"""Build-time code: the compiler of sources.yaml and the steps that build the layer."""
