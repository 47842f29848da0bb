"""The WS-I Basic Profile 1.1, as far as a script can check it: each rule a function, each with a mutation it catches."""
