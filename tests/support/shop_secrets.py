"""The secrets with which the shops' files in events/ are signed."""

_WIX_PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp4eoyW9HgwrFQvAf4d6j
fKtGJMwk0P9YvCBtbAjjpwvke4txvk+tmyNOuK9fOmVYSsP7CPZPfeytBANJD0J6
vZ6ameoKv0HwO33gXhCHsLx5GfSWVsSfUFMB8HhPiTleh4JIL2WWCUsW4jX2ZTvO
VMxLdaekzpAuXXcBW0lR4miNdtJ/m+V3Dj9+HpCQrYGf6irL7J78tpExBcGO2FDK
OT5Ko6X6AqQ67uY2b8BIzOiRSAnCmntoh0MSiglaXUgD3aqnIyCIwTubLAyokTTL
jmSfaJ34AchV8JAEUKmEGID3x6rnfuG1cAXYwju8xDjahQ9yLD2EeoEI37VcMeE/
UQIDAQAB
-----END PUBLIC KEY-----
"""
SHOP_SECRETS = {
    "nordic-garden": "nordic-garden-example-secret",
    "timber-and-tools": 'timber&tools "example" secret',
    "deposits": "whsec_example_of_the_deposits_source",
    "pipes-and-taps": _WIX_PUBLIC_KEY,
    "ceramics": {
        "secret": "5f3a9d0c77e1b2486c9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e",
        "api_key": "ceramics-key",
    },
    "candle-shop": {"secret": "example-client-secret-of-an-ecwid-app", "api_key": "candle-shop-key"},
    "workwear": {
        "secret": ["newer", "example-client-secret-of-a-bigcommerce-app"],
        "api_key": "workwear-key",
    },
    "garden-tools": {"secret": "example-token-in-the-address", "api_key": "garden-tools-key"},
}
"""Source → its entry in the senders' secrets."""
