"""What a change of the contract breaks for stubs that were generated before it.

A stub knows the contract of its day: it sends what was in it then and reads what it finds by the types of then.
`kinds` is the table of all changes and of whom they break, `reading` makes a contract of a WSDL, `operations`,
`types` and `members` compare, and `comparing` puts it together.
"""
