"""Tables and how they are reached: engine and session, models, migrations, search.

This room knows nothing of SOAP, HTTP or the rules of the business.
"""
