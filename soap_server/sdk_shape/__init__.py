"""The shape of the SDK: what it calls things, where they are, and what its methods take.

What writes the SDK and what shows programs that use it both build on this.
"""
