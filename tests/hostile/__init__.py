"""Requests that mean no good, and a runner that notices what they do."""
