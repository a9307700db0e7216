"""The whole product on this machine: template.yaml in an AWS emulator, with a simulated Seven Time."""
