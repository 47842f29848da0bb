"""Fuzzing of the gate and the codec: what it does with bytes, and the bytes that it begins with."""
