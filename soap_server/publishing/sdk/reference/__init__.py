"""The pages of docs/sdk: what the SDK's docstrings say, read from its source without running it."""
