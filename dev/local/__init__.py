"""The whole product on this machine: simulator, AWS emulator, the unchanged template, signed samples."""
