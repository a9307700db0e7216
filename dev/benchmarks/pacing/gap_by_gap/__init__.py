"""The pacer before requests were counted together: what the design in use is compared with."""
